package dev.portledger.agent.cli;

import dev.portledger.agent.local.LocalProblem;
import dev.portledger.agent.local.LocalReply;
import dev.portledger.agent.local.LocalRequest;
import dev.portledger.agent.local.LocalServer;
import dev.portledger.agent.netlink.Namespace;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Optional;
import java.util.stream.Stream;

/** Answers commands in the running agent: by the same classes, so in the same words as where they run alone. */
final class LocalAnswers implements LocalServer.Answers {

    private final HostLook host;
    private final long netns;
    private final long pidns;
    private final Optional<String> timeZone = Optional.ofNullable(System.getenv("TZ"));

    private LocalAnswers(HostLook host, long netns, long pidns) {
        this.host = host;
        this.netns = netns;
        this.pidns = pidns;
    }

    static LocalAnswers of(HostLook host) throws IOException {
        return new LocalAnswers(host, Namespace.ownNetwork(), Namespace.inode(Path.of("/proc/self/ns/pid")));
    }

    @Override
    public LocalReply answer(LocalRequest request) {
        if (!Commands.LOOKING.contains(request.command())) {
            return new LocalReply.Refused(LocalProblem.UNKNOWN_COMMAND, "only " + Commands.LOOKING + " are answered");
        }
        if (request.netns() != netns || request.pidns() != pidns) {
            return new LocalReply.Refused(
                    LocalProblem.OTHER_SURROUNDINGS, "the asker is in another network or pid namespace");
        }
        Optional<String> zone = request.timeZone().equals(timeZone) ? Optional.empty() : request.timeZone();
        if (!isKnown(zone) || (request.timeZone().isEmpty() && timeZone.isPresent())) {
            return new LocalReply.Refused(LocalProblem.OTHER_SURROUNDINGS, "the asker's time zone is not known here");
        }
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = Commands.look(
                request.calledAs(),
                host,
                new Asker(request.uid(), request.privileged(), zone),
                new PrintWriter(out),
                new PrintWriter(err),
                Stream.concat(Stream.of(request.command()), request.arguments().stream())
                        .toArray(String[]::new));
        return new LocalReply.Done(status, out.toString(), err.toString());
    }

    private static boolean isKnown(Optional<String> zone) {
        try {
            zone.ifPresent(ZoneId::of);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }
}
