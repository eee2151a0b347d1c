package dev.portledger.agent.bind;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portledger.agent.bind.Holding.Made;
import dev.portledger.agent.bind.HoldingMaker.RefusedException;
import dev.portledger.agent.bind.HoldingMaker.SpoiledException;
import dev.portledger.agent.testing.Needs;
import dev.portledger.domain.bind.BindAttempt;
import dev.portledger.domain.bind.BindRule;
import dev.portledger.domain.bind.BindVerdict;
import dev.portledger.domain.bind.BoundSocket;
import dev.portledger.domain.bind.HostSockets;
import dev.portledger.domain.bind.ReuseFlags;
import dev.portledger.domain.socket.LocalEndpoint;
import dev.portledger.domain.socket.Protocol;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What one holder alone does not show: several at once, a listener that comes between bind(2) and listen(2), a worker of another user. */
final class BindRuleScenesIT {

    private static final int SCENES = 9_000;
    private static final int SCENES_IN_A_NAMESPACE = 1_500;
    private static final int[] UIDS = {1000, 1001};

    /** Without a socket left on the port the bucket may live on by the others and remember it; see BucketMemory. */
    private static final List<HolderKind> KINDS = List.of(HolderKind.values()).stream()
            .filter(kind -> kind != HolderKind.PEER_TIME_WAIT)
            .toList();

    @BeforeEach
    void needs() {
        Needs.root();
        Needs.program("ip");
    }

    private record Scene(List<Holding> holdings, Place wanted, ReuseFlags flags, int uid) {

        static Scene random(Random random) {
            Protocol protocol = random.nextInt(4) == 0 ? Protocol.UDP : Protocol.TCP;
            List<HolderKind> kinds =
                    KINDS.stream().filter(kind -> kind.protocol() == protocol).toList();
            List<Holding> holdings = new ArrayList<>();
            int wantedSize = 2 + random.nextInt(3);
            while (holdings.size() < wantedSize) {
                HolderKind kind = any(kinds, random);
                Place place = any(List.of(Place.values()), random);
                if (!kind.isOutgoing() || !place.isAny()) {
                    holdings.add(new Holding(kind, place, any(Trial.flags(), random), UIDS[random.nextInt(2)]));
                }
            }
            return new Scene(
                    holdings, any(Trial.wanted(), random), any(Trial.flags(), random), UIDS[random.nextInt(2)]);
        }

        private static <T> T any(List<T> list, Random random) {
            return list.get(random.nextInt(list.size()));
        }
    }

    @Test
    void severalHoldersAtOnce() throws Exception {
        Random random = new Random(20_260_301);
        List<Scene> scenes = new ArrayList<>();
        for (int i = 0; i < SCENES; i++) {
            scenes.add(Scene.random(random));
        }
        Map<Scene, Trial> trials = new LinkedHashMap<>();
        for (int from = 0; from < SCENES; from += SCENES_IN_A_NAMESPACE) {
            List<Scene> some = scenes.subList(from, from + SCENES_IN_A_NAMESPACE);
            trials.putAll(NetworkSpace.enter(space -> trials(space, some)));
        }
        long unknown = trials.values().stream()
                .filter(trial -> Trial.isUnknown(trial.full()))
                .count();
        System.out.println(trials.size() + " scenes of several holders, " + unknown + " unknown with all told, "
                + trials.values().stream().filter(trial -> trial.bind() == 0).count() + " granted");
        assertThat(wrong(trials)).isEmpty();
        assertThat(trials).hasSizeGreaterThan(SCENES / 2);
        assertThat(unknown).isLessThan(trials.size() / 8);
    }

    private static List<String> wrong(Map<Scene, Trial> trials) {
        return trials.entrySet().stream()
                .filter(entry -> Trial.isWrong(
                                entry.getValue().full(), entry.getValue().bind())
                        || Trial.isWrong(
                                entry.getValue().flagsOnly(), entry.getValue().bind())
                        || Trial.isWrong(
                                entry.getValue().withheld(), entry.getValue().bind())
                        || entry.getValue().listen() != 0)
                .map(Object::toString)
                .toList();
    }

    private static Map<Scene, Trial> trials(NetworkSpace space, List<Scene> scenes) throws IOException {
        HoldingMaker maker = new HoldingMaker(space, Duration.ofMillis(5));
        Map<Scene, Made> made = new LinkedHashMap<>();
        for (int i = 0; i < scenes.size(); i++) {
            int port = 12_000 + i;
            make(maker, scenes.get(i), port).ifPresent(all -> made.put(scenes.get(port - 12_000), all));
        }
        List<BoundSocket> all = new ArrayList<>();
        for (Protocol protocol : Protocol.values()) {
            all.addAll(space.sockets(protocol, 0));
        }
        Map<Integer, List<BoundSocket>> rows =
                all.stream().collect(Collectors.groupingBy(row -> row.endpoint().port()));
        Map<Scene, Trial> trials = new LinkedHashMap<>();
        made.forEach((scene, port) -> trials.put(
                scene,
                Trial.run(
                        space,
                        maker,
                        port,
                        rows.getOrDefault(port.port(), List.of()),
                        scene.holdings().getFirst().kind().protocol(),
                        scene.wanted(),
                        scene.flags(),
                        scene.uid())));
        return trials;
    }

    /** As many of the holders as the kernel lets be together; empty if they took each other's connections. */
    private static Optional<Made> make(HoldingMaker maker, Scene scene, int port) {
        List<Made> there = new ArrayList<>();
        for (Holding holding : scene.holdings()) {
            try {
                there.add(maker.make(holding, port));
            } catch (RefusedException refused) {
                // the others stay
            } catch (SpoiledException spoiled) {
                return Optional.empty();
            }
        }
        return there.size() < 2 ? Optional.empty() : Optional.of(Made.of(port, there));
    }

    /** Both are bound by SO_REUSEADDR; whoever listens first has the port. */
    @Test
    void listenFailsIfTheOtherListenedFirst() throws Exception {
        NetworkSpace.enter(space -> {
            HoldingMaker maker = new HoldingMaker(space);
            int port = 12_000;
            for (Place place : Trial.wanted()) {
                for (Place other : Trial.wanted()) {
                    for (ReuseFlags flags : List.of(ReuseFlags.of(true, false), ReuseFlags.of(true, true))) {
                        compareListen(space, maker, ++port, place, other, flags);
                    }
                }
            }
            return port;
        });
    }

    private static void compareListen(
            NetworkSpace space, HoldingMaker maker, int port, Place place, Place other, ReuseFlags flags)
            throws IOException {
        KernelSockets kernel = space.kernel();
        int mine = maker.open(Protocol.TCP, place, flags, UIDS[0]);
        int rival = maker.open(Protocol.TCP, other, ReuseFlags.of(true, false), UIDS[0]);
        assertThat(kernel.bind(mine, place.address(), port)).isZero();
        long own = kernel.cookie(mine);
        assertThat(kernel.bind(rival, other.address(), port)).isZero();
        BindAttempt attempt = new BindAttempt(
                Protocol.TCP,
                new LocalEndpoint(place.address(), port),
                place.v6Only(),
                flags,
                Optional.of((long) UIDS[0]),
                Optional.of(true),
                false,
                true);
        BindVerdict bind = BindRule.bind(attempt, others(space, port, own), NetworkSpace.SETTINGS);
        boolean meet = bind instanceof BindVerdict.Succeeds succeeds
                && !succeeds.rivals().isEmpty();
        assertThat(kernel.listen(rival, 8)).isZero();
        BindVerdict listen = BindRule.listen(attempt, others(space, port, own), NetworkSpace.SETTINGS);
        int answer = kernel.listen(mine, 8);
        assertThat(Trial.isRight(listen, answer))
                .as("%s against %s: %s", place, other, listen)
                .isTrue();
        assertThat(meet).as("%s and %s are rivals", place, other).isEqualTo(answer != 0);
    }

    private static HostSockets others(NetworkSpace space, int port, long own) throws IOException {
        return HostSockets.all(space.sockets(Protocol.TCP, port).stream()
                .filter(socket -> !socket.id().orElseThrow().text().equals("cookie:" + own))
                .map(socket -> socket.withFlags(ReuseFlags.of(true, false)))
                .toList());
    }

    /** A worker accepts for its master's listener: the connection is the worker's, the kernel's bucket remembers the master. */
    @Test
    void connectionsOfAWorkerDoNotTellWhoListened() throws Exception {
        NetworkSpace.enter(space -> {
            KernelSockets kernel = space.kernel();
            HoldingMaker maker = new HoldingMaker(space);
            ReuseFlags flags = ReuseFlags.of(false, true);
            int listener = maker.open(Protocol.TCP, Place.V4_ANY, flags, UIDS[0]);
            assertThat(kernel.bind(listener, Place.V4_ANY.address(), 12_000)).isZero();
            assertThat(kernel.listen(listener, 8)).isZero();
            int client = space.client(Place.V4_ANY.family());
            kernel.connect(client, Place.V4_ONE.address(), 12_000);
            kernel.actAs(UIDS[1]);
            int accepted = kernel.accept(listener);
            kernel.actAs(0);
            assertThat(accepted).isPositive();
            kernel.close(listener);
            List<BoundSocket> rows = space.sockets(Protocol.TCP, 12_000).stream()
                    .map(row -> row.withFlags(flags))
                    .toList();
            assertThat(rows).singleElement().satisfies(row -> assertThat(row.uid())
                    .contains((long) UIDS[1]));
            BindAttempt attempt = new BindAttempt(
                    Protocol.TCP,
                    new LocalEndpoint(Place.V4_ANY.address(), 12_000),
                    Optional.empty(),
                    flags,
                    Optional.of((long) UIDS[0]),
                    Optional.of(true),
                    false,
                    true);
            int next = maker.open(Protocol.TCP, Place.V4_ANY, flags, UIDS[0]);
            assertThat(kernel.bind(next, Place.V4_ANY.address(), 12_000)).isZero();
            assertThat(BindRule.bind(attempt, HostSockets.all(rows), NetworkSpace.SETTINGS))
                    .isInstanceOf(BindVerdict.Unknown.class);
            return accepted;
        });
    }
}
