import { useEffect, useRef } from "react";
import { useNavigate } from "react-router";
import { PAGES } from "./pages";

interface Overlays {
  palette: () => void;
  help: () => void;
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));

/** How long the first key of `g p` waits for the second, ms. */
const SEQUENCE = 1500;

/** Keyboard shortcuts of every page. None of them acts while somebody types or a dialog is open, but Ctrl/Cmd+K. */
export function useShortcuts(overlays: Overlays): void {
  const navigate = useNavigate();
  const actions = useRef(overlays);
  useEffect(() => {
    actions.current = overlays;
  });
  useEffect(() => {
    let goUntil = 0;
    const onKey = (event: KeyboardEvent) => {
      const dialogOpen = document.querySelector("dialog[open]") !== null;
      if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !dialogOpen) {
        event.preventDefault();
        actions.current.palette();
        return;
      }
      if (dialogOpen || isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) {
        return;
      }
      const target = event.timeStamp < goUntil ? PAGES.find(({ key }) => key === event.key) : undefined;
      goUntil = event.key === "g" ? event.timeStamp + SEQUENCE : 0;
      if (target !== undefined) {
        void navigate(target.path);
      } else if (event.key === "?") {
        actions.current.help();
      } else if (event.key === "/") {
        event.preventDefault();
        const search = document.querySelector<HTMLInputElement>("[data-page-search] input, input[data-page-search]");
        if (search === null) {
          void navigate("/ports", { state: { focusSearch: true } });
        } else {
          search.focus();
          search.select();
        }
      }
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [navigate]);
}
