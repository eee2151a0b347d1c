package dev.portledger.agent.holder;

import dev.portledger.agent.engine.EngineSockets;
import dev.portledger.agent.engine.Engines;
import dev.portledger.agent.holder.HolderSearch.Sight;
import dev.portledger.domain.frame.Facility;
import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.holder.HolderGap;
import dev.portledger.domain.holder.Holders;
import dev.portledger.domain.socket.LocalEndpoint;
import dev.portledger.domain.socket.Protocol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Tells who has a socket open. A socket may be held by any process, not only by those of the cgroup it was made in, so only
 * a walk over all of them gives a complete list ({@link #everywhere}); a search {@link #nearby} gives part of it for a
 * hundredth of the price, and says so. For one thread at a time.
 */
public final class HolderFinder implements AutoCloseable {

    /** A cgroup with more processes than this is no short cut; and so many of the newest are looked at. */
    private static final int NEARBY = 32;

    private static final Holders NOBODY = new Holders.Partial(List.of(), HolderGap.CHANGED_WHILE_READING);

    private final HolderSearch search;
    private final ProcessReader reader;
    private final Optional<CgroupMembers> cgroups;
    private final Sight bestSight;
    private final Map<Integer, ProcessDescription> known = new HashMap<>();
    private final Engines engines;
    private final ContainerNaming naming;

    /** Pids that have opened sockets or were found by searches for some few, latest first: who has opened one port often opens the next. */
    private final Deque<Integer> recent = new ArrayDeque<>();

    /** A socket to search for: its inode, the cgroup it was made in, where that is known, and what it is bound to. */
    public record Wanted(long inode, Optional<Long> cgroupId, Protocol protocol, LocalEndpoint endpoint) {}

    private HolderFinder(ProcessReader reader, Optional<CgroupMembers> cgroups, Sight bestSight, Engines engines) {
        this.reader = reader;
        this.engines = engines;
        naming = new ContainerNaming(engines);
        this.cgroups = cgroups;
        this.bestSight = bestSight;
        search = new HolderSearch(reader);
    }

    public static HolderFinder open(Boot boot, EngineSockets engineSockets) throws IOException {
        Path proc = Path.of("/proc");
        ProcessReader reader =
                new ProcessReader(proc, boot, new UserNames(Path.of("/etc/passwd")), AuxiliaryVector.ticksPerSecond());
        return new HolderFinder(reader, CgroupMembers.open(), bestSight(proc), new Engines(engineSockets));
    }

    /** What is known before any walk: another user may not read pid 1, and hidepid (proc_pid(5)) or a pid namespace hide. */
    private static Sight bestSight(Path proc) throws IOException {
        if (!Files.isReadable(proc.resolve("1/stat")) || !Files.isReadable(proc.resolve("1/fd"))) {
            return Sight.NOT_PERMITTED;
        }
        return PidNamespace.isInitial() ? Sight.FULL : Sight.SOME_HIDDEN;
    }

    /**
     * Complete lists, as far as this user may see, by a walk over all processes. A list that is empty comes as partial,
     * since the socket may have been passed on during the walk; see {@link #foundNobody}.
     */
    public Map<Long, Holders> everywhere(Collection<Wanted> sockets) throws IOException {
        WantedSockets wanted = wanted(sockets);
        Sight sight = HolderSearch.worse(bestSight, search.everywhere(wanted));
        Map<Long, Holders> found = new HashMap<>();
        Map<Integer, Optional<ProcessDescription>> described = new HashMap<>();
        for (Wanted socket : sockets) {
            found.put(socket.inode(), judge(holders(wanted, socket, described), sight));
        }
        noteRecent(found.values());
        return found;
    }

    /**
     * Holders among the processes that were active lately, those of the sockets' cgroups, those that hold others, and the newest, until
     * each socket has one; never complete.
     */
    public Map<Long, Holders> nearby(Collection<Wanted> sockets) throws IOException {
        WantedSockets wanted = wanted(sockets);
        int[] members = cgroups.stream()
                .flatMapToInt(cgroup -> sockets.stream()
                        .flatMap(socket -> socket.cgroupId().stream())
                        .distinct()
                        .flatMapToInt(id -> IntStream.of(cgroup.pids(id, NEARBY))))
                .toArray();
        int[] newest = Arrays.copyOf(search.newestFirst(), NEARBY);
        IntStream holding = known.keySet().stream().mapToInt(Integer::intValue).limit(NEARBY);
        IntStream active = recent.stream().mapToInt(Integer::intValue);
        int[] pids = Stream.of(active, IntStream.of(members), holding, IntStream.of(newest))
                .flatMapToInt(some -> some)
                .filter(pid -> pid > 0)
                .distinct()
                .toArray();
        search.until(wanted::isEachHeld, pids, wanted);
        Map<Long, Holders> found = new HashMap<>();
        Map<Integer, Optional<ProcessDescription>> described = new HashMap<>();
        for (Wanted socket : sockets) {
            List<Holder> list = holders(wanted, socket, described);
            found.put(socket.inode(), new Holders.Partial(list, HolderGap.SEARCH_PENDING));
        }
        noteRecent(found.values());
        return found;
    }

    /** A search for very many sockets, as when all are searched for again, says nothing of who is active. */
    private void noteRecent(Collection<Holders> found) {
        if (found.size() > NEARBY) {
            return;
        }
        for (Holders holders : found) {
            for (Holder holder : holders.list()) {
                noteActive(holder.process().pid());
            }
        }
    }

    /** A process that is known to open sockets: it is searched first by {@link #nearby}. */
    public void noteActive(int pid) {
        recent.remove((Integer) pid);
        recent.addFirst(pid);
        if (recent.size() > NEARBY) {
            recent.removeLast();
        }
    }

    /**
     * Whether this is the result of a walk that could read everything and found nobody. It becomes a fact when the socket
     * is still there after the walk and another walk finds nobody as well.
     */
    public static boolean foundNobody(Holders holders) {
        return holders.equals(NOBODY);
    }

    private Holders judge(List<Holder> list, Sight sight) {
        if (sight == Sight.NOT_PERMITTED) {
            return new Holders.Partial(list, HolderGap.NOT_PERMITTED);
        }
        if (!list.isEmpty()) {
            // What hides some processes (pid 1 of some hosts, all those outside of a container) does not make every
            // other list doubtful.
            return new Holders.Known(list);
        }
        return sight == Sight.FULL ? NOBODY : new Holders.Partial(list, HolderGap.NOT_PERMITTED);
    }

    /** @param described the processes of this search, each of which is read once, however many sockets it holds */
    private List<Holder> holders(
            WantedSockets wanted, Wanted socket, Map<Integer, Optional<ProcessDescription>> described) {
        List<Holder> list = new ArrayList<>();
        wanted.of(socket.inode()).forEach((pid, descriptors) -> described
                .computeIfAbsent(pid, this::describe)
                .ifPresent(process -> list.add(process.holding(descriptors, naming.management(process, socket)))));
        return list;
    }

    /**
     * The same holders with what the engines have told of their containers by now; nothing is searched for.
     *
     * @param holders as found for that socket
     */
    public Holders renamed(Wanted socket, Holders holders) {
        List<Holder> list =
                holders.list().stream().map(holder -> renamed(socket, holder)).toList();
        return switch (holders) {
            case Holders.Known _ -> new Holders.Known(list);
            case Holders.Partial(var _, HolderGap gap) -> new Holders.Partial(list, gap);
        };
    }

    private Holder renamed(Wanted socket, Holder holder) {
        ProcessDescription process = known.get(holder.process().pid());
        return process != null && process.process().equals(holder.process()) && ContainerNaming.concerns(process)
                ? process.holding(holder.descriptors(), naming.management(process, socket))
                : holder;
    }

    /** Whether engines have a say in who manages one of the holders. */
    public boolean concernsEngines(Holders holders) {
        return holders.list().stream()
                .map(holder -> known.get(holder.process().pid()))
                .anyMatch(process -> process != null && ContainerNaming.concerns(process));
    }

    /** What the engines say; may be asked to ask, and waited for, by any thread. */
    public Engines engines() {
        return engines;
    }

    /** Empty if the process has ended since, so that it holds nothing any more. */
    private Optional<ProcessDescription> describe(int pid) {
        ProcessDescription before = known.get(pid);
        if (before != null && reader.isCurrent(before)) {
            return Optional.of(before);
        }
        Optional<ProcessDescription> now = reader.read(pid);
        now.ifPresentOrElse(process -> known.put(pid, process), () -> known.remove(pid));
        return now;
    }

    /** A process as a holder, without any descriptors; empty if it has ended. */
    public Optional<Holder> process(int pid) {
        return describe(pid).map(process -> process.holding(List.of(), process.management()));
    }

    /**
     * From now on each search {@link #everywhere} also tells who is in which network namespace.
     *
     * @param own the inode number of the one that is not told
     */
    public NetworkCensus census(long own) {
        return search.census(own);
    }

    /** Forgets the descriptions of processes that hold none of the listed sockets any more. */
    public void keepOnly(Collection<Integer> pids) {
        known.keySet().retainAll(pids);
    }

    /** What is seen of holders on this host, and what not. */
    public List<Facility> facilities() {
        return List.of(
                switch (bestSight) {
                    case FULL ->
                        new Facility("holders", true, "all processes of the host are visible", Optional.empty());
                    case SOME_HIDDEN ->
                        new Facility(
                                "holders",
                                false,
                                "the agent runs in a pid namespace of its own",
                                Optional.of("processes outside of it are not seen to hold sockets"));
                    case NOT_PERMITTED ->
                        new Facility(
                                "holders",
                                false,
                                "the agent may not read the descriptors of other users' processes",
                                Optional.of(
                                        "holders of other users stay unknown, and every list of holders may lack some"));
                },
                cgroups.isPresent()
                        ? new Facility("cgroup2", true, "cgroups of sockets are known", Optional.empty())
                        : new Facility(
                                "cgroup2",
                                false,
                                "there is no cgroup2 mount, or the agent may not open its folders",
                                Optional.of("in a flood of new listeners, holders are found some seconds later")),
                engines.facility());
    }

    private static WantedSockets wanted(Collection<Wanted> sockets) {
        return new WantedSockets(sockets.stream().mapToLong(Wanted::inode).toArray());
    }

    @Override
    public void close() {
        engines.close();
        search.close();
        cgroups.ifPresent(CgroupMembers::close);
    }
}
