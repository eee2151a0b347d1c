import { useQuery } from "@tanstack/react-query";
import { Navigate, useParams } from "react-router";
import { portPath } from "../ui/holderText";
import { Loaded } from "../ui/PageStates";
import { stopQuery } from "./queries";

/** `/stops/ID` leads to the port's page with the drawer open. */
export default function StopRedirect() {
  const { stopId = "" } = useParams();
  const query = useQuery(stopQuery(stopId));
  return (
    <Loaded query={query} what="the stop">
      {(stop) => <Navigate to={`${portPath(stop)}?stop=${encodeURIComponent(stop.stopId)}`} replace />}
    </Loaded>
  );
}
