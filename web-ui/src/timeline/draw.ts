import { scaleTime } from "d3-scale";
import { tickText } from "../ui/time";
import type { Bar, Lane, Layout, Span } from "./layout";
import { drawMarks } from "./marks";
import { AXIS_HEIGHT, ROW_HEIGHT } from "./sizes";

const FONT = "12px RedHatText, Arial, sans-serif";

/** Names of lanes take as much room as the longest of them, but no more than this part of the picture. */
const NAMES_AT_MOST = 0.36;
const NAMES_AT_LEAST = 64;

/** Colours by meaning, from the page's own tokens. */
export interface Palette {
  text: string;
  subtle: string;
  line: string;
  hatch: string;
  paper: string;
  mark: string;
  bars: readonly Tone[];
}

/** A colour of bars, and what is readable on it. */
interface Tone {
  bar: string;
  text: string;
}

const TOKENS = ["blue", "teal", "purple", "orange", "green"];

export function paletteOf(element: Element): Palette {
  const style = getComputedStyle(element);
  const token = (name: string) => style.getPropertyValue(`--pf-t--global--${name}`).trim() || style.color;
  return {
    text: token("text--color--regular"),
    subtle: token("text--color--subtle"),
    line: token("border--color--default"),
    hatch: token("text--color--subtle"),
    paper: token("background--color--primary--default"),
    mark: token("color--status--danger--default"),
    bars: TOKENS.map((name) => ({
      bar: token(`color--nonstatus--${name}--default`),
      text: token(`text--color--nonstatus--on-${name}--default`),
    })),
  };
}

/** The same text has the same colour, on every screen. */
const toneOf = (palette: Palette, text: string): Tone => {
  let hash = 0;
  for (const sign of text) {
    hash = (hash * 31 + (sign.codePointAt(0) ?? 0)) >>> 0;
  }
  return palette.bars[hash % palette.bars.length] ?? { bar: palette.line, text: palette.text };
};

/** Room for the names of the lanes, CSS pixels. */
export function namesWidth(context: CanvasRenderingContext2D, { lanes }: Layout, width: number): number {
  context.font = FONT;
  const longest = Math.max(0, ...lanes.map(({ name }) => context.measureText(name).width));
  return Math.min(Math.max(NAMES_AT_LEAST, Math.ceil(longest) + 12), width * NAMES_AT_MOST);
}

export const timeScale = (range: Span, names: number, width: number) =>
  scaleTime()
    .domain([range.from, range.until])
    .range([names, width - 8]);

/** A name that is longer than its room, without the middle of what follows its first word: the port is never cut. */
function fitted(context: CanvasRenderingContext2D, name: string, room: number): string {
  const head = name.slice(0, name.indexOf(" ") + 1);
  const rest = name.slice(head.length);
  let text = name;
  for (let kept = rest.length - 1; kept > 0 && context.measureText(text).width > room; kept -= 1) {
    text = `${head}${rest.slice(0, Math.floor(kept / 2))}…${rest.slice(rest.length - Math.ceil(kept / 2))}`;
  }
  return text;
}

function hatch(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  width: number,
  height: number,
  color: string,
): void {
  context.save();
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
  context.strokeStyle = color;
  context.lineWidth = 1;
  context.globalAlpha = 0.5;
  context.beginPath();
  for (let at = x - height; at < x + width; at += 8) {
    context.moveTo(at, y + height);
    context.lineTo(at + height, y);
  }
  context.stroke();
  context.restore();
}

export type Scale = ReturnType<typeof timeScale>;

function drawAxis(
  context: CanvasRenderingContext2D,
  scale: Scale,
  layout: Layout,
  palette: Palette,
  width: number,
): void {
  const bottom = AXIS_HEIGHT + layout.rows * ROW_HEIGHT;
  context.textBaseline = "middle";
  context.textAlign = "center";
  for (const tick of scale.ticks(Math.max(2, Math.floor(width / 110)))) {
    const x = Math.round(scale(tick)) + 0.5;
    context.strokeStyle = palette.line;
    context.beginPath();
    context.moveTo(x, AXIS_HEIGHT - 4);
    context.lineTo(x, bottom);
    context.stroke();
    context.fillStyle = palette.subtle;
    const text = tickText(tick);
    if (x + context.measureText(text).width / 2 <= width) {
      context.fillText(text, x, AXIS_HEIGHT / 2);
    }
  }
  context.textAlign = "start";
}

function drawBar(context: CanvasRenderingContext2D, scale: Scale, lane: Lane, bar: Bar, palette: Palette): void {
  const [left, right] = scale.range() as [number, number];
  const x = (time: number) => Math.max(left, Math.min(right, scale(time)));
  const y = AXIS_HEIGHT + (lane.row + bar.subLane) * ROW_HEIGHT + 3;
  const height = ROW_HEIGHT - 6;
  const { whole, sure, text } = bar.item;
  const start = x(whole.from);
  const width = Math.max(2, x(whole.until) - start);
  const tone = toneOf(palette, text);
  context.fillStyle = tone.bar;
  context.globalAlpha = 0.35;
  context.fillRect(start, y, width, height);
  context.globalAlpha = 1;
  const sureStart = x(sure.from);
  const sureWidth = Math.max(sure.until > sure.from ? 2 : 0, x(sure.until) - sureStart);
  context.fillRect(sureStart, y, sureWidth, height);
  const room = context.measureText(text).width + 8;
  if (room < sureWidth) {
    context.fillStyle = tone.text;
    context.fillText(text, sureStart + 4, y + height / 2);
  } else if (room < width && sureWidth === 0) {
    context.fillStyle = palette.text; // on the page's own colour, which shines through
    context.fillText(text, start + 4, y + height / 2);
  }
}

function drawUnknown(context: CanvasRenderingContext2D, scale: Scale, layout: Layout, palette: Palette): void {
  for (const { from, until } of layout.unknown) {
    const x = scale(from);
    const width = Math.max(1, scale(until) - x);
    const height = layout.rows * ROW_HEIGHT;
    context.fillStyle = palette.paper;
    context.globalAlpha = 0.72;
    context.fillRect(x, AXIS_HEIGHT, width, height);
    context.globalAlpha = 1;
    hatch(context, x, AXIS_HEIGHT, width, height, palette.hatch);
    const words = "not watched";
    if (context.measureText(words).width + 12 < width) {
      context.fillStyle = palette.paper;
      const middle = x + (width - context.measureText(words).width) / 2;
      context.fillRect(middle - 4, AXIS_HEIGHT + 4, context.measureText(words).width + 8, ROW_HEIGHT - 8);
      context.fillStyle = palette.text;
      context.fillText(words, middle, AXIS_HEIGHT + ROW_HEIGHT / 2);
    }
  }
}

export const heightOf = (layout: Layout): number => AXIS_HEIGHT + Math.max(1, layout.rows) * ROW_HEIGHT + 4;

/** Draws a layout; sizes are CSS pixels. */
export function draw(
  context: CanvasRenderingContext2D,
  layout: Layout,
  width: number,
  palette: Palette,
  mark: number | undefined,
): void {
  const names = namesWidth(context, layout, width);
  const scale = timeScale(layout.range, names, width);
  context.clearRect(0, 0, width, heightOf(layout));
  context.font = FONT;
  drawAxis(context, scale, layout, palette, width);
  for (const lane of layout.lanes) {
    context.fillStyle = palette.text;
    const name = fitted(context, lane.name, names - 8);
    context.fillText(name, 2, AXIS_HEIGHT + lane.row * ROW_HEIGHT + ROW_HEIGHT / 2);
    for (const bar of lane.bars) {
      drawBar(context, scale, lane, bar, palette);
    }
  }
  drawUnknown(context, scale, layout, palette);
  if (layout.marked !== undefined) {
    drawMarks(context, scale, layout.marked, palette);
  }
  if (mark !== undefined && mark >= layout.range.from && mark <= layout.range.until) {
    context.strokeStyle = palette.mark;
    context.lineWidth = 2;
    context.beginPath();
    context.moveTo(scale(mark), AXIS_HEIGHT - 6);
    context.lineTo(scale(mark), AXIS_HEIGHT + layout.rows * ROW_HEIGHT);
    context.stroke();
    context.lineWidth = 1;
  }
}
