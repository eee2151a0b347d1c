import { Title } from "@patternfly/react-core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { Loaded } from "../ui/PageStates";
import { AuditTable } from "./AuditTable";
import { auditQuery } from "./queries";

/** Entries shown on a port's page; the rest is one link away. */
const LATEST = "10";

interface AuditOfProps {
  hostId: string;
  protocol: string;
  port: number;
}

/** What was decided and done about one port. */
export function AuditOf({ hostId, protocol, port }: AuditOfProps) {
  const filters = { host: hostId, protocol: protocol.toUpperCase(), port: String(port) };
  const query = useQuery(auditQuery(filters, undefined, LATEST));
  return (
    <section aria-labelledby="audit-heading" className="pl-stack">
      <Title headingLevel="h2" id="audit-heading">
        Audit of this port
      </Title>
      <Loaded query={query} what="the audit log" rows={2}>
        {({ items, total }) =>
          items.length === 0 ? (
            <p>Nothing was ever planned or done about this port through Portledger.</p>
          ) : (
            <>
              <AuditTable items={items} name="Audit of this port" />
              <Link to={`/audit?host=${encodeURIComponent(hostId)}&protocol=${filters.protocol}&port=${port}`}>
                All {total}
              </Link>
            </>
          )
        }
      </Loaded>
    </section>
  );
}
