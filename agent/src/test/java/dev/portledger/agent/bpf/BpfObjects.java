package dev.portledger.agent.bpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.portledger.agent.kernel.KernelException;
import dev.portledger.agent.kernel.Native;
import dev.portledger.agent.kernel.Syscall;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Set;
import java.util.TreeSet;

/** What is in the kernel by bpf(2), whoever has put it there. */
final class BpfObjects {

    private static final int PROG_GET_NEXT_ID = 11;
    private static final int MAP_GET_NEXT_ID = 12;
    private static final int PROG_GET_FD_BY_ID = 13;
    private static final int MAP_GET_FD_BY_ID = 14;
    private static final int OBJ_GET_INFO_BY_FD = 15;
    private static final int LINK_GET_FD_BY_ID = 30;
    private static final int LINK_GET_NEXT_ID = 31;
    private static final int INFO_BYTES = 256;

    private BpfObjects() {}

    /** Texts such as {@code program 7 attempt4}, {@code map 9 pl_events}, {@code link 3 of program 7}. */
    static Set<String> all() throws KernelException {
        Set<String> all = new TreeSet<>();
        for (int id = 0; (id = next(PROG_GET_NEXT_ID, id)) != 0; ) {
            info(PROG_GET_FD_BY_ID, id, all, "program " + id + " ", 64);
        }
        for (int id = 0; (id = next(MAP_GET_NEXT_ID, id)) != 0; ) {
            info(MAP_GET_FD_BY_ID, id, all, "map " + id + " ", 24);
        }
        for (int id = 0; (id = next(LINK_GET_NEXT_ID, id)) != 0; ) {
            info(LINK_GET_FD_BY_ID, id, all, "link " + id + " of program ", -1);
        }
        return all;
    }

    private static int next(int command, int after) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attributes = arena.allocate(16, 8);
            attributes.set(JAVA_INT, 0, after);
            return Native.call(Syscall.BPF, command, attributes.address(), 16) < 0 ? 0 : attributes.get(JAVA_INT, 4);
        }
    }

    /** @param name where the name is, or -1 for the number of the program at 8 */
    private static void info(int command, int id, Set<String> all, String what, int name) throws KernelException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attributes = arena.allocate(16, 8);
            attributes.set(JAVA_INT, 0, id);
            long object = Native.call(Syscall.BPF, command, attributes.address(), 16);
            if (object < 0) {
                return; // gone meanwhile
            }
            MemorySegment info = arena.allocate(INFO_BYTES, 8);
            attributes.set(JAVA_INT, 0, (int) object);
            attributes.set(JAVA_INT, 4, INFO_BYTES);
            attributes.set(JAVA_LONG, 8, info.address());
            long read = Native.call(Syscall.BPF, OBJ_GET_INFO_BY_FD, attributes.address(), 16);
            Native.close((int) object);
            Native.check(Syscall.BPF, read);
            all.add(what + (name < 0 ? info.get(JAVA_INT, 8) : info.getString(name)));
        }
    }
}
