package dev.portledger.agent.socket;

import dev.portledger.agent.bindwatch.Caller;
import dev.portledger.agent.bindwatch.KernelEvent.Listening;
import dev.portledger.agent.bindwatch.SocketSight;
import dev.portledger.agent.holder.HolderFinder;
import dev.portledger.domain.frame.AgentFrame.Closed;
import dev.portledger.domain.frame.AgentFrame.Opened;
import dev.portledger.domain.frame.Moment;
import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.holder.HolderGap;
import dev.portledger.domain.holder.Holders;
import dev.portledger.domain.socket.Listener;
import dev.portledger.domain.socket.SocketKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Listeners of which only events are known, since they were gone before a look could show them. That they were held by the process
 * that called listen(2) is certain; who else had them open can't be found out any more, so their holders are never complete.
 */
final class BriefListeners {

    /** The start of a process is known to about a second, see {@link Holder#startedAt}. */
    private static final Duration START_IS_KNOWN_TO = Duration.ofSeconds(2);

    final List<Opened> opened = new ArrayList<>();
    final List<Closed> closed = new ArrayList<>();

    /** @param own the network namespace of those of which it is not told */
    BriefListeners(List<HeardEvents.Brief> briefs, long own, HolderFinder holders) {
        for (HeardEvents.Brief brief : briefs) {
            SocketSight socket = brief.opened().socket();
            Optional<Long> uid = socket.uid();
            if (uid.isPresent() && socket.cookie().isPresent()) {
                SocketKey key = new SocketKey(
                        socket.netns().orElse(own),
                        socket.protocol(),
                        socket.endpoint(),
                        socket.cookie().get());
                Listener listener = new Listener(
                        key,
                        socket.v6Only(),
                        uid.get(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        new Holders.Partial(holder(brief.opened(), holders), HolderGap.CHANGED_WHILE_READING));
                opened.add(new Opened(listener, new Moment.Event(brief.opened().at())));
                closed.add(new Closed(key, new Moment.Event(brief.closed().at())));
            }
        }
    }

    /** The caller, unless it has ended and its pid may belong to a later process. */
    private static List<Holder> holder(Listening event, HolderFinder holders) {
        Caller caller = event.caller();
        return holders
                .process(caller.pid())
                .filter(process -> process.startedAt().isBefore(event.at().plus(START_IS_KNOWN_TO)))
                .stream()
                .toList();
    }
}
