import { FormGroup, TextArea, TextInput } from "@patternfly/react-core";

interface ReasonFieldsProps {
  /** Of the fields' ids. */
  prefix: string;
  reason: string;
  onReason: (reason: string) => void;
  ticket: string;
  onTicket: (ticket: string) => void;
}

/** Why somebody has something stopped, and where that is discussed. */
export function ReasonFields({ prefix, reason, onReason, ticket, onTicket }: ReasonFieldsProps) {
  return (
    <>
      <FormGroup label="Reason" fieldId={`${prefix}-reason`} isRequired>
        <TextArea
          id={`${prefix}-reason`}
          aria-label="Reason"
          value={reason}
          onChange={(_, value) => onReason(value)}
          maxLength={500}
          required
          resizeOrientation="vertical"
        />
      </FormGroup>
      <FormGroup label="Ticket" fieldId={`${prefix}-ticket`}>
        <TextInput
          id={`${prefix}-ticket`}
          aria-label="Ticket"
          value={ticket}
          onChange={(_, value) => onTicket(value)}
          maxLength={100}
        />
      </FormGroup>
    </>
  );
}
