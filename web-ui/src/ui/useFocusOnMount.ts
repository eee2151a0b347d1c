import { useEffect, useRef, type RefObject } from "react";

/** Gives the focus to an element when it appears; inside a dialog, after the browser has opened it. */
export function useFocusOnMount<E extends HTMLElement>(): RefObject<E | null> {
  const ref = useRef<E>(null);
  useEffect(() => ref.current?.focus(), []);
  return ref;
}
