package dev.portledger.server.ingest;

import dev.portledger.domain.bind.Claimant;
import dev.portledger.domain.bind.Diagnosis;
import dev.portledger.domain.bind.FailedBindSeries;
import dev.portledger.domain.bind.HeldSocket;
import dev.portledger.domain.frame.AgentFrame;
import dev.portledger.domain.frame.FrameException;
import dev.portledger.domain.frame.FrameLimits;
import dev.portledger.domain.frame.ProblemCode;
import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.holder.Management;
import dev.portledger.domain.holder.User;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** What the form of reported failed binds cannot say: how many there may be, and how long their texts. */
final class FailedBindCheck {

    private FailedBindCheck() {}

    /** @throws FrameException FRAME_MALFORMED */
    static void check(AgentFrame.FailedBinds frame) throws FrameException {
        if (frame.failed().size() > FrameLimits.MAX_FAILED_BINDS_PER_FRAME) {
            throw malformed("a frame lists at most " + FrameLimits.MAX_FAILED_BINDS_PER_FRAME + " failed binds");
        }
        Set<UUID> ids = new HashSet<>();
        for (FailedBindSeries failed : frame.failed()) {
            if (!ids.add(failed.id())) {
                throw malformed("a frame tells of a series of failed binds once");
            }
            if (failed.inTheWay().size() > FrameLimits.MAX_SOCKETS_IN_THE_WAY) {
                throw malformed("at most " + FrameLimits.MAX_SOCKETS_IN_THE_WAY + " sockets in the way are listed");
            }
            if (!cmdlines(failed).allMatch(text -> text.length() <= FrameLimits.MAX_CMDLINE_CHARS)) {
                throw malformed("a command line has at most " + FrameLimits.MAX_CMDLINE_CHARS + " characters");
            }
            if (!texts(failed).allMatch(text -> text.length() <= FrameLimits.MAX_TEXT_CHARS)) {
                throw malformed("a text of a failed bind has at most " + FrameLimits.MAX_TEXT_CHARS + " characters");
            }
            if (failed.diagnosis().stream()
                    .flatMap(FailedBindCheck::lists)
                    .anyMatch(list -> list.size() > FrameLimits.MAX_SENTENCES)) {
                throw malformed("a diagnosis has at most " + FrameLimits.MAX_SENTENCES + " sentences of a kind");
            }
        }
    }

    static Stream<Instant> times(AgentFrame.FailedBinds frame) {
        return Stream.concat(Stream.of(frame.at()), frame.failed().stream().flatMap(FailedBindCheck::times));
    }

    private static Stream<Instant> times(FailedBindSeries failed) {
        return Stream.of(
                        Stream.of(failed.firstAt(), failed.lastAt()),
                        failed.claimant().startedAt().stream(),
                        holders(failed).map(Holder::startedAt),
                        failed.inTheWay().stream().flatMap(held -> held.socket().leavesAt().stream()))
                .flatMap(times -> times);
    }

    private static Stream<Holder> holders(FailedBindSeries failed) {
        return failed.inTheWay().stream().map(HeldSocket::holders).flatMap(holders -> holders.list().stream());
    }

    private static Stream<String> cmdlines(FailedBindSeries failed) {
        return Stream.concat(
                failed.claimant().cmdline().stream(), holders(failed).flatMap(holder -> holder.cmdline().stream()));
    }

    private static Stream<String> texts(FailedBindSeries failed) {
        return Stream.of(
                        failed.attempt().endpoint().device().stream(),
                        texts(failed.claimant()),
                        failed.inTheWay().stream().flatMap(held -> held.socket().endpoint().device().stream()),
                        holders(failed).flatMap(FailedBindCheck::texts),
                        failed.diagnosis().stream().flatMap(FailedBindCheck::texts))
                .flatMap(texts -> texts);
    }

    private static Stream<String> texts(Claimant claimant) {
        return Stream.of(
                        Stream.of(claimant.comm()),
                        claimant.exe().stream(),
                        claimant.user().flatMap(User::name).stream(),
                        texts(claimant.management()),
                        claimant.parent().flatMap(Claimant.Parent::comm).stream())
                .flatMap(texts -> texts);
    }

    private static Stream<String> texts(Holder holder) {
        return Stream.of(
                        Stream.of(holder.comm()),
                        holder.exe().stream(),
                        holder.user().name().stream(),
                        texts(holder.management()))
                .flatMap(texts -> texts);
    }

    private static Stream<String> texts(Management management) {
        return switch (management) {
            case Management.Unit unit -> Stream.of(unit.name());
            case Management.Container container -> Stream.of(container.runtime(), container.id());
            case Management.Unmanaged(Optional<String> scope) -> scope.stream();
            case Management.Unknown(String reason) -> Stream.of(reason);
        };
    }

    private static Stream<String> texts(Diagnosis diagnosis) {
        return Stream.concat(
                Stream.of(diagnosis.cause(), diagnosis.remedy()),
                lists(diagnosis).flatMap(List::stream));
    }

    private static Stream<List<String>> lists(Diagnosis diagnosis) {
        return Stream.of(diagnosis.evidence(), diagnosis.commands(), diagnosis.warnings(), diagnosis.unseen());
    }

    private static FrameException malformed(String message) {
        return new FrameException(ProblemCode.FRAME_MALFORMED, message);
    }
}
