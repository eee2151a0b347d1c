package dev.portledger.agent.engine;

import dev.portledger.domain.holder.ProcessIdentity;
import dev.portledger.domain.socket.LocalEndpoint;
import dev.portledger.domain.socket.Protocol;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One round of questions to all engines.
 *
 * @param began when it began, {@link System#nanoTime}: what was so before then is in it
 * @param replies one for each engine
 */
record Answer(long began, List<Reply> replies) {

    /** An answer with more is not read to its end; a container takes 1 to 3 KB. */
    private static final long MAX_BYTES = 8L << 20;

    /** What one engine said: its running containers, or why they are not known. */
    record Reply(EngineSocket socket, List<Container> containers, Optional<String> trouble) {}

    /** Something that a container is looked for by. */
    sealed interface Wanted {

        /** Uid of the user whose engine may know, beside root's engine. */
        Optional<Long> user();

        /** Whether an older answer than the wish can be right. */
        boolean staysTrue();

        Optional<Container> in(List<Container> containers);
    }

    /** Whom a process of an engine serves by a socket. Process and inode make it one of many that used the port over time. */
    record Publisher(ProcessIdentity process, long uid, long inode, Protocol protocol, LocalEndpoint endpoint)
            implements Wanted {

        @Override
        public Optional<Long> user() {
            return Optional.of(uid);
        }

        @Override
        public boolean staysTrue() {
            return false;
        }

        /** The one that publishes just this address, else the one that publishes it among others; none if there are two. */
        @Override
        public Optional<Container> in(List<Container> containers) {
            return only(containers, PublishedPort.Fit.SAME_ADDRESS)
                    .or(() -> only(containers, PublishedPort.Fit.SOME_ADDRESS));
        }

        private Optional<Container> only(List<Container> containers, PublishedPort.Fit fit) {
            List<Container> fitting = containers.stream()
                    .filter(container ->
                            container.ports().stream().anyMatch(port -> port.fit(protocol, endpoint) == fit))
                    .toList();
            return fitting.size() == 1 ? Optional.of(fitting.getFirst()) : Optional.empty();
        }
    }

    record Id(String id, Optional<Long> user) implements Wanted {

        @Override
        public boolean staysTrue() {
            return true;
        }

        @Override
        public Optional<Container> in(List<Container> containers) {
            return containers.stream().filter(one -> one.id().equals(id)).findFirst();
        }
    }

    /** Asks all, one after the other; takes at most so long for each, and for all together. */
    static Answer ask(List<EngineSocket> sockets, Duration each, Duration all) {
        long began = System.nanoTime();
        List<Reply> replies = new ArrayList<>();
        for (EngineSocket socket : sockets) {
            Duration left = all.minusNanos(System.nanoTime() - began);
            replies.add(ask(socket, left.compareTo(each) < 0 ? left : each));
        }
        return new Answer(began, replies);
    }

    private static Reply ask(EngineSocket socket, Duration within) {
        try (EngineRequest request = EngineRequest.get(socket.path(), "/containers/json", within, MAX_BYTES)) {
            return new Reply(socket, ContainerList.read(request.runtime(), request.body()), Optional.empty());
        } catch (IOException e) {
            return new Reply(socket, List.of(), Optional.of(socket.path() + ": " + e.getMessage()));
        }
    }

    Optional<Container> find(Wanted wanted) {
        return asked(wanted)
                .flatMap(reply -> wanted.in(reply.containers()).stream())
                .findFirst();
    }

    /** Why it may be there though it was not found; empty when all that could know have answered. */
    Optional<String> doubt(Wanted wanted) {
        if (asked(wanted).findAny().isEmpty()) {
            return Optional.of("there is no socket of an engine to ask");
        }
        return asked(wanted).flatMap(reply -> reply.trouble().stream()).findFirst();
    }

    private Stream<Reply> asked(Wanted wanted) {
        return replies.stream()
                .filter(reply -> wanted instanceof Publisher
                        ? wanted.user().equals(Optional.of(reply.socket().owner()))
                        : reply.socket().speaksForRoot()
                                || wanted.user()
                                        .equals(Optional.of(reply.socket().owner())));
    }
}
