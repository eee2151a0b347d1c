import type { Palette, Scale } from "./draw";
import type { MarkRow, Span } from "./layout";
import { AXIS_HEIGHT, MARK_REACH, ROW_HEIGHT } from "./sizes";

/** Draws the row of marks: a triangle at each end, and a line between. */
export function drawMarks(
  context: CanvasRenderingContext2D,
  scale: Scale,
  { name, row, marks }: MarkRow,
  palette: Palette,
): void {
  const [left, right] = scale.range() as [number, number];
  const x = (time: number) => Math.max(left, Math.min(right, scale(time)));
  const top = AXIS_HEIGHT + row * ROW_HEIGHT;
  const middle = top + ROW_HEIGHT / 2;
  context.fillStyle = palette.text;
  context.fillText(name, 2, middle, left - 6);
  context.fillStyle = palette.mark;
  context.strokeStyle = palette.mark;
  context.lineWidth = 2;
  const shown = ({ from, until }: Span, time: number) => time >= from && time <= until;
  const [first, last] = scale.domain().map((time) => time.getTime()) as [number, number];
  for (const { span } of marks) {
    context.beginPath();
    context.moveTo(x(span.from), middle);
    context.lineTo(x(span.until), middle);
    context.stroke();
    for (const time of new Set([span.from, span.until])) {
      if (shown({ from: first, until: last }, time)) {
        const at = scale(time);
        context.beginPath();
        context.moveTo(at, top + 5);
        context.lineTo(at + MARK_REACH, top + ROW_HEIGHT - 6);
        context.lineTo(at - MARK_REACH, top + ROW_HEIGHT - 6);
        context.closePath();
        context.fill();
      }
    }
  }
  context.lineWidth = 1;
}
