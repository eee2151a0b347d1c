import { useEffect, useState } from "react";

const selectsIn = (element: HTMLElement): boolean => {
  const selection = document.getSelection();
  return selection !== null && !selection.isCollapsed && element.contains(selection.anchorNode);
};

/**
 * Whether somebody is busy with an element: the pointer is over it, the focus or a text selection inside it, or it is
 * scrolled so that its head is out of sight.
 */
export function useEngaged(element: HTMLElement | null): boolean {
  const [busy, setBusy] = useState({ pointer: false, focus: false, selection: false, scrolled: false });
  useEffect(() => {
    if (element === null) {
      return undefined;
    }
    const controller = new AbortController();
    const { signal } = controller;
    const now = (part: Partial<typeof busy>) =>
      setBusy((before) => {
        const after = { ...before, ...part };
        return JSON.stringify(after) === JSON.stringify(before) ? before : after;
      });
    element.addEventListener("pointerenter", () => now({ pointer: true }), { signal });
    element.addEventListener("pointerleave", () => now({ pointer: false }), { signal });
    element.addEventListener("focusin", () => now({ focus: true }), { signal });
    element.addEventListener(
      "focusout",
      ({ relatedTarget }) => now({ focus: relatedTarget instanceof Node && element.contains(relatedTarget) }),
      { signal },
    );
    document.addEventListener("selectionchange", () => now({ selection: selectsIn(element) }), { signal });
    document.addEventListener("scroll", () => now({ scrolled: element.getBoundingClientRect().top < 0 }), {
      signal,
      capture: true,
      passive: true,
    });
    return () => controller.abort();
  }, [element]);
  return busy.pointer || busy.focus || busy.selection || busy.scrolled;
}
