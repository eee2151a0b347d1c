package dev.portledger.agent.stop;

import dev.portledger.agent.holder.Boot;
import dev.portledger.agent.socket.HostClock;
import dev.portledger.agent.socket.SocketTable;
import dev.portledger.domain.frame.ServerFrame;
import dev.portledger.domain.holder.ProcessIdentity;
import dev.portledger.domain.socket.Listener;
import dev.portledger.domain.socket.Protocol;
import dev.portledger.domain.stop.Signal;
import dev.portledger.domain.stop.StopMethod;
import dev.portledger.domain.stop.StopOutcome;
import dev.portledger.domain.stop.StopStep;
import dev.portledger.domain.stop.StopTarget;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * In a pid namespace of its own: plans the stop of a process, has it replaced by an innocent one of the same pid, before the stop or
 * while it runs, and looks whether the innocent one got a signal. Prints how many rounds of each kind there were.
 */
final class RecyclingProgram {

    /** Keeps order among pids, alone in its thread: what it forks is what comes next after ns_last_pid. */
    private static final String KEEPER = """
            use IO::Socket::INET; use POSIX ();
            $| = 1;
            sub listening { IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 5) or POSIX::_exit(3) }
            my ($innocent, $termed) = (0, "$ARGV[0]/termed");
            while (my $line = <STDIN>) {
              my ($verb, $pid) = split ' ', $line;
              if ($verb eq 'holder') {
                pipe(my $in, my $out);
                my $child = fork;
                if (!$child) { my $s = listening(); syswrite $out, $s->sockport . "\\n"; sleep 1 while 1 }
                close $out; my $port = <$in>; chomp $port;
                print "$child $port\\n";
              } elsif ($verb eq 'replace') {
                kill 'KILL', $pid; waitpid $pid, 0;
                my $got = 0;
                for (1 .. 200) {
                  open my $last, '>', '/proc/sys/kernel/ns_last_pid' or die "ns_last_pid: $!"; syswrite $last, $pid - 1; close $last;
                  pipe(my $in, my $out);
                  my $child = fork;
                  if (!$child) {
                    POSIX::_exit(0) if $$ != $pid;
                    $SIG{TERM} = sub { open my $f, '>>', $termed; syswrite $f, "$$\\n"; };
                    my $s = listening(); syswrite $out, "up\\n"; sleep 1 while 1;
                  }
                  if ($child == $pid) { close $out; <$in>; $got = 1; last }
                  waitpid $child, 0;
                }
                print "$got\\n";
              } elsif ($verb eq 'end') {
                my $alive = waitpid($pid, POSIX::WNOHANG()) == 0 ? 1 : 0;
                kill 'KILL', $pid; waitpid $pid, 0;
                print "$alive\\n";
              }
            }
            """;

    private static final Duration NOW = Duration.ZERO;

    private final Path folder;
    private final Process keeper;
    private final BufferedReader answers;
    private final Writer orders;
    private final HostClock clock = HostClock.start();
    private final Boot boot = Boot.read();
    private final Random random = new Random(20261126);
    private final BlockingQueue<StopOutcome> outcomes = new LinkedBlockingQueue<>();
    private int replaced;
    private int signalled;
    private int wrong;

    private RecyclingProgram(Path folder) throws IOException {
        this.folder = folder;
        keeper = new ProcessBuilder("perl", "-e", KEEPER, folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        answers = keeper.inputReader(StandardCharsets.UTF_8);
        orders = keeper.outputWriter(StandardCharsets.UTF_8);
    }

    /** Arguments: how many rounds, and a folder. */
    public static void main(String[] args) throws Exception {
        new RecyclingProgram(Path.of(args[1])).play(Integer.parseInt(args[0]));
    }

    private synchronized String ask(String order) throws IOException {
        orders.write(order + "\n");
        orders.flush();
        return Optional.ofNullable(answers.readLine()).orElseThrow(() -> new IOException("the keeper has ended"));
    }

    private void play(int rounds) throws Exception {
        StopReports reports = new StopReports() {
            @Override
            public void step(UUID stopId, StopStep step, Instant at, Optional<String> detail) {
                if (step == StopStep.REQUESTED) {
                    signalled++;
                }
            }

            @Override
            public void settled(UUID stopId, StopOutcome outcome, Instant at) {
                outcomes.add(outcome);
            }
        };
        try (SocketTable table = SocketTable.open(SocketTable.Settings.DEFAULT.reading(0), clock);
                Stops stops = Stops.open(
                        folder.resolve("journal"), Stops.Host.plain(boot.id(), table::inspect, clock), reports)) {
            for (int round = 0; round < rounds; round++) {
                round(round, table, stops);
            }
        }
        Path termed = folder.resolve("termed");
        wrong += Files.exists(termed) ? Files.readAllLines(termed).size() : 0;
        System.out.println("recycled " + replaced + " signalled " + signalled + " wrong " + wrong);
        keeper.destroyForcibly();
    }

    private void round(int round, SocketTable table, Stops stops) throws Exception {
        String[] holder = ask("holder").split(" ", -1);
        int pid = Integer.parseInt(holder[0]);
        Listener listener = table.inspect(Protocol.TCP, Integer.parseInt(holder[1]))
                .listeners()
                .getFirst();
        ProcessIdentity process = listener.holders().list().getFirst().process();
        ServerFrame.Stop stop = new ServerFrame.Stop(
                UUID.randomUUID(),
                new StopTarget(boot.id(), listener.key(), listener.inode().orElseThrow(), List.of(process)),
                new StopMethod.Process(process, round % 2 == 0 ? Signal.SIGTERM : Signal.SIGKILL),
                clock.instant().plusSeconds(30),
                NOW.plusMillis(200),
                NOW);
        boolean before = round % 4 < 2;
        if (before) {
            replaced += Integer.parseInt(ask("replace " + pid));
            stops.stop(stop, stop.deadline());
        } else {
            Thread replacing = Thread.ofPlatform().unstarted(() -> {
                try {
                    LockSupport.parkNanos(random.nextInt(12_000_000));
                    replaced += Integer.parseInt(ask("replace " + pid));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            replacing.start();
            stops.stop(stop, stop.deadline());
            replacing.join();
        }
        StopOutcome outcome = Optional.ofNullable(outcomes.poll(20, TimeUnit.SECONDS))
                .orElseThrow(() -> new IOException("no outcome in round " + round + " of " + stop));
        if (before && !(outcome instanceof StopOutcome.Refused)) {
            System.out.println("round " + round + " was not refused: " + outcome);
            wrong++;
        }
        wrong += ask("end " + pid).equals("1") ? 0 : 1;
    }
}
