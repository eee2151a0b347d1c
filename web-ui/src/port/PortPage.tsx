import { Breadcrumb, BreadcrumbItem } from "@patternfly/react-core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "react-router";
import { AuditOf } from "../audit/AuditOf";
import { StopsOf } from "../audit/StopsOf";
import { FailedBindsOfPort } from "../conflicts/FailedBindsOf";
import { AsOf } from "../ui/AsOf";
import { portText } from "../ui/holderText";
import { PageHeader } from "../ui/PageHeader";
import { Failed, Loaded } from "../ui/PageStates";
import { StaleNote, useStale } from "../ui/StaleNote";
import { useViewState } from "../ui/useViewState";
import { Connections } from "./Connections";
import { History } from "./History";
import { HoldersCard } from "./HoldersCard";
import { portQuery, type PortAddress } from "./queries";
import { Status } from "./Status";
import { ApiProblem } from "../api/client";

/** The path of the page; undefined when it names no port. */
function addressOf(params: Readonly<Record<string, string | undefined>>): PortAddress | undefined {
  const { hostId, protocol, port } = params;
  const known = protocol === "tcp" || protocol === "udp";
  const number = /^\d{1,5}$/.test(port ?? "") ? Number(port) : 0;
  return hostId !== undefined && known && number >= 1 && number <= 65_535
    ? { hostId, protocol, port: number }
    : undefined;
}

export default function PortPage() {
  const address = addressOf(useParams());
  if (address === undefined) {
    const problem = new ApiProblem(
      400,
      "port_invalid",
      "Not a port",
      "A port is tcp or udp and a number from 1 to 65535",
    );
    return (
      <>
        <PageHeader title="Not a port" />
        <Failed error={problem} what="the port" />
      </>
    );
  }
  return <PortOnHost address={address} />;
}

/** One port of one host: who holds it, since when, who held it, and what was done about it. */
function PortOnHost({ address }: { address: PortAddress }) {
  const [params, change] = useViewState();
  const at = params.get("at") ?? undefined;
  const query = useQuery(portQuery(address, at));
  const stale = useStale(query);
  const hostName = query.data?.hostName ?? address.hostId;
  return (
    <div className="pl-stack">
      <Breadcrumb>
        <BreadcrumbItem>
          <Link to="/hosts">Hosts</Link>
        </BreadcrumbItem>
        <BreadcrumbItem>
          <Link to={`/hosts/${encodeURIComponent(address.hostId)}`}>{hostName}</Link>
        </BreadcrumbItem>
        <BreadcrumbItem isActive>{portText(address)}</BreadcrumbItem>
      </Breadcrumb>
      <PageHeader title={`${portText(address)} on ${hostName}`} />
      <AsOf at={at} onChange={(next) => change({ at: next })} />
      <StaleNote stale={stale} />
      <Loaded query={query} what="the port" rows={4}>
        {(port) => (
          <>
            <Status port={port} past={at !== undefined} />
            <HoldersCard port={port} stale={stale.stale} past={at !== undefined} />
            {port.protocol === "TCP" && at === undefined && <Connections port={port} stale={stale.stale} />}
          </>
        )}
      </Loaded>
      <History address={address} />
      <FailedBindsOfPort {...address} />
      <StopsOf {...address} />
      <AuditOf {...address} />
    </div>
  );
}
