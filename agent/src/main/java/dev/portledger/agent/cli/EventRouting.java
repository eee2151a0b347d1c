package dev.portledger.agent.cli;

import dev.portledger.agent.bindwatch.KernelEvent;
import dev.portledger.agent.socket.SocketTable;
import dev.portledger.agent.uplink.LookLoop;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** Leads the kernel's events to whom they concern: listeners to the table of sockets, failed binds to their watch. */
record EventRouting(SocketTable table, LookLoop looks, Consumer<KernelEvent> failedBinds)
        implements Consumer<KernelEvent> {

    private static final Logger LOG = Logger.getLogger(EventRouting.class);

    @Override
    public void accept(KernelEvent event) {
        switch (event) {
            case KernelEvent.Listening _, KernelEvent.Closed _ -> {
                table.hear(event);
                looks.lookSoon();
            }
            case KernelEvent.Lost lost -> {
                LOG.warnf("%d events of the kernel were lost; the table is read anew", lost.count());
                table.hear(lost);
                looks.lookSoon();
            }
            case KernelEvent.BindFailed _, KernelEvent.BindSuspected _ -> {
                table.hear(event);
                failedBinds.accept(event);
            }
        }
    }
}
