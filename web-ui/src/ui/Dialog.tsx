import { Button, Title } from "@patternfly/react-core";
import TimesIcon from "@patternfly/react-icons/dist/esm/icons/times-icon";
import { useEffect, useId, useLayoutEffect, useRef, type ReactNode } from "react";

interface DialogProps {
  title: string;
  /** Asked for by Esc, the cross or a click beside it. */
  onClose: () => void;
  /** drawer: at the right edge, full height; box: in the middle. */
  shape?: "drawer" | "box";
  /** Whether Esc closes it; without, Esc does nothing. */
  escCloses?: boolean;
  children: ReactNode;
}

/** A modal dialog on the browser's own element, which keeps the focus in and the rest of the page inert. */
export function Dialog({ title, onClose, shape = "box", escCloses = true, children }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const heading = useId();
  // Before the effects of what is inside, which may want the focus.
  useLayoutEffect(() => {
    const dialog = ref.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  useEffect(() => {
    const dialog = ref.current;
    // The browser closes on a second Esc even if its cancel event was prevented, so the key itself is taken; on the
    // document, as the focus is nowhere when what had it has left the dialog.
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "Escape") {
        event.preventDefault();
        if (escCloses) {
          onClose();
        }
      }
    };
    const onCancel = (event: Event) => event.preventDefault();
    document.addEventListener("keydown", onKey);
    dialog?.addEventListener("cancel", onCancel);
    return () => {
      document.removeEventListener("keydown", onKey);
      dialog?.removeEventListener("cancel", onCancel);
    };
  }, [escCloses, onClose]);
  return (
    <dialog ref={ref} aria-labelledby={heading} className={`pl-dialog pl-dialog-${shape}`}>
      <header className="pl-dialog-header">
        <Title headingLevel="h2" size="xl" id={heading}>
          {title}
        </Title>
        <Button variant="plain" icon={<TimesIcon />} aria-label="Dismiss" onClick={onClose} />
      </header>
      <div className="pl-dialog-body">{children}</div>
    </dialog>
  );
}
