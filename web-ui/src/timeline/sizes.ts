// What the picture and what points at it agree on, in CSS pixels.

export const ROW_HEIGHT = 26;
export const AXIS_HEIGHT = 24;

/** Half of a mark's width. */
export const MARK_REACH = 5;
