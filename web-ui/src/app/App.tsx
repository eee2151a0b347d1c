import { QueryClientProvider } from "@tanstack/react-query";
import { lazy, useState } from "react";
import { BrowserRouter, Route, Routes } from "react-router";
import { RequireSession } from "../access/RequireSession";
import { LiveProvider } from "../live/LiveProvider";
import { Announcer } from "../ui/announce";
import { newQueryClient } from "./queryClient";
import { Shell } from "./Shell";

const OverviewPage = lazy(() => import("../overview/OverviewPage"));
const PortsPage = lazy(() => import("../ports/PortsPage"));
const PortPage = lazy(() => import("../port/PortPage"));
const HostsPage = lazy(() => import("../hosts/HostsPage"));
const HostPage = lazy(() => import("../hosts/HostPage"));
const ConflictsPage = lazy(() => import("../conflicts/ConflictsPage"));
const TimeWaitPage = lazy(() => import("../timewait/TimeWaitPage"));
const ApprovalsPage = lazy(() => import("../approvals/ApprovalsPage"));
const BulkPage = lazy(() => import("../bulk/BulkPage"));
const AuditPage = lazy(() => import("../audit/AuditPage"));
const AgentsPage = lazy(() => import("../agents/AgentsPage"));
const SettingsPage = lazy(() => import("../settings/SettingsPage"));
const StopRedirect = lazy(() => import("../stop/StopRedirect"));
const NotFound = lazy(() => import("./NotFound"));

export function App() {
  const [client] = useState(newQueryClient);
  return (
    <QueryClientProvider client={client}>
      <BrowserRouter>
        <Announcer>
          <RequireSession>
            <LiveProvider>
              <Routes>
                <Route element={<Shell />}>
                  <Route index element={<OverviewPage />} />
                  <Route path="ports" element={<PortsPage />} />
                  <Route path="hosts" element={<HostsPage />} />
                  <Route path="hosts/:hostId" element={<HostPage />} />
                  <Route path="hosts/:hostId/ports/:protocol/:port" element={<PortPage />} />
                  <Route path="conflicts" element={<ConflictsPage />} />
                  <Route path="time-wait" element={<TimeWaitPage />} />
                  <Route path="agents" element={<AgentsPage />} />
                  <Route path="approvals" element={<ApprovalsPage />} />
                  <Route path="bulk-stops/:bulkId" element={<BulkPage />} />
                  <Route path="audit" element={<AuditPage />} />
                  <Route path="settings/:section?" element={<SettingsPage />} />
                  <Route path="stops/:stopId" element={<StopRedirect />} />
                  <Route path="*" element={<NotFound />} />
                </Route>
              </Routes>
            </LiveProvider>
          </RequireSession>
        </Announcer>
      </BrowserRouter>
    </QueryClientProvider>
  );
}
