import { useEffect, useRef, useState } from "react";
import { shortTime } from "../ui/time";
import { draw, heightOf, namesWidth, paletteOf, timeScale } from "./draw";
import { barAt, laneAt, markAt, type Layout } from "./layout";
import { AXIS_HEIGHT, MARK_REACH, ROW_HEIGHT } from "./sizes";

interface TimelineProps {
  layout: Layout;
  /** What a screen reader hears instead; the table beside it says the same as the picture. */
  label: string;
  /** The instant that the page tells of, ms. */
  mark?: number | undefined;
  /** An instant was chosen, on a lane or beside all of them. */
  onPick?: (at: Date, lane: string | undefined) => void;
}

/** Lanes of what lasted, on a canvas. A click chooses the instant; the time fields beside it do the same by keyboard. */
export function Timeline({ layout, label, mark, onPick }: TimelineProps) {
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [width, setWidth] = useState(0);
  const [theme, setTheme] = useState(0);
  const [hint, setHint] = useState("");
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    if (box.current !== null) {
      observer.observe(box.current);
    }
    const repaint = () => setTheme((count) => count + 1);
    globalThis.addEventListener("portledger:theme", repaint);
    return () => {
      observer.disconnect();
      globalThis.removeEventListener("portledger:theme", repaint);
    };
  }, []);
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext("2d");
    if (element === null || context === null || context === undefined || width === 0) {
      return;
    }
    const ratio = devicePixelRatio;
    element.width = width * ratio;
    element.height = heightOf(layout) * ratio;
    context.scale(ratio, ratio);
    draw(context, layout, width, paletteOf(element), mark);
  }, [layout, width, mark, theme]);

  const timeAt = (x: number) => {
    const context = canvas.current?.getContext("2d");
    const names = context === null || context === undefined ? 0 : namesWidth(context, layout, width);
    return timeScale(layout.range, names, width).invert(x);
  };
  const rowAt = (y: number) => Math.floor((y - AXIS_HEIGHT) / ROW_HEIGHT);
  const hover = (x: number, y: number) => {
    const time = timeAt(x);
    const reach = timeAt(x + MARK_REACH).getTime() - time.getTime();
    const mark = markAt(layout, time.getTime(), rowAt(y), reach);
    const text = mark?.text ?? barAt(layout, time.getTime(), rowAt(y))?.item.text;
    setHint(text === undefined ? "" : `${text} · ${shortTime(time, new Date())}`);
  };
  return (
    <div ref={box} className="pl-timeline" role="img" aria-label={label}>
      <canvas
        ref={canvas}
        title={hint}
        style={{ width: "100%", height: heightOf(layout) }}
        onPointerMove={({ nativeEvent }) => hover(nativeEvent.offsetX, nativeEvent.offsetY)}
        onClick={({ nativeEvent: { offsetX, offsetY } }) =>
          onPick?.(timeAt(offsetX), laneAt(layout, rowAt(offsetY))?.name)
        }
      />
    </div>
  );
}
