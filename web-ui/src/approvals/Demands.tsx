import { Alert } from "@patternfly/react-core";
import type { Demand } from "../api/model";
import { sentence } from "../ui/sentence";
import { demandText } from "./text";

/** Which rules want others to agree, and why; nothing where none does. */
export const Demands = ({ demands }: { demands: readonly Demand[] }) =>
  demands.length === 0 ? null : (
    <Alert isInline variant="info" title="Others have to agree first" component="h4">
      <ul>
        {demands.map((demand) => (
          <li key={demand.ruleId}>{sentence(demandText(demand))}</li>
        ))}
      </ul>
    </Alert>
  );
