package dev.portledger.agent.testing;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.portledger.agent.kernel.Errno;
import dev.portledger.agent.kernel.Syscall;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Runs a command under a seccomp filter (seccomp(2)), as a container or a hardened unit does. Arguments: the error (EPERM, ENOSYS), what is
 * refused with it (names of {@link Syscall}, or {@code NETLINK} for sockets of that family; commas between), the command.
 */
@SuppressWarnings("restricted")
public final class Refusal {

    private static final int PR_SET_NO_NEW_PRIVS = 38;
    private static final int PR_SET_SECCOMP = 22;
    private static final long SECCOMP_MODE_FILTER = 2;

    private static final int LOAD = 0x20; // BPF_LD | BPF_W | BPF_ABS
    private static final int JUMP_IF_EQUAL = 0x15;
    private static final int RETURN = 0x06;
    private static final int ALLOW = 0x7fff_0000;
    private static final int ERRNO = 0x0005_0000;
    private static final int NUMBER = 0; // of struct seccomp_data
    private static final int FIRST_ARGUMENT = 16;
    private static final int AF_NETLINK = 16;

    private static final MethodHandle PRCTL = Linker.nativeLinker()
            .downcallHandle(
                    Linker.nativeLinker().defaultLookup().findOrThrow("prctl"),
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_LONG),
                    Linker.Option.firstVariadicArg(1));

    private Refusal() {}

    /** The beginning of a command line; the command follows. */
    public static List<String> of(Errno errno, String... refused) {
        List<String> command = new ArrayList<>(SceneProcess.java(List.of(), Refusal.class));
        command.add(errno.name());
        command.add(String.join(",", refused));
        return command;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        install(Errno.valueOf(args[0]), List.of(args[1].split(",")));
        // what this thread starts has its filter
        Process process = new ProcessBuilder(Arrays.asList(args).subList(2, args.length))
                .inheritIO()
                .start();
        System.exit(process.waitFor());
    }

    private static void install(Errno errno, List<String> refused) {
        List<Long> filter = new ArrayList<>();
        int no = ERRNO | errno.number();
        filter.add(instruction(LOAD, 0, NUMBER));
        for (String call : refused) {
            if (!call.equals("NETLINK")) {
                filter.add(instruction(
                        JUMP_IF_EQUAL, 1, (int) Syscall.valueOf(call).number()));
                filter.add(instruction(RETURN, 0, no));
            }
        }
        if (refused.contains("NETLINK")) {
            filter.add(instruction(JUMP_IF_EQUAL, 3, (int) Syscall.SOCKET.number()));
            filter.add(instruction(LOAD, 0, FIRST_ARGUMENT));
            filter.add(instruction(JUMP_IF_EQUAL, 1, AF_NETLINK));
            filter.add(instruction(RETURN, 0, no));
        }
        filter.add(instruction(RETURN, 0, ALLOW));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment instructions = arena.allocate(filter.size() * 8L, 8);
            for (int i = 0; i < filter.size(); i++) {
                instructions.setAtIndex(JAVA_LONG, i, filter.get(i));
            }
            MemorySegment program = arena.allocate(16, 8);
            program.set(JAVA_SHORT, 0, (short) filter.size());
            program.set(ADDRESS, 8, instructions);
            prctl(PR_SET_NO_NEW_PRIVS, 1, MemorySegment.NULL);
            prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, program);
        }
    }

    /**
     * struct sock_filter, as a number.
     *
     * @param otherwise how many instructions a jump leaves out where it is not equal
     */
    private static long instruction(int code, int otherwise, int operand) {
        return ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) code)
                .put((byte) 0)
                .put((byte) otherwise)
                .putInt(operand)
                .getLong(0);
    }

    private static void prctl(int option, long value, MemorySegment pointer) {
        int result;
        try {
            result = (int) PRCTL.invokeExact(option, value, pointer, 0L, 0L);
        } catch (Throwable failure) {
            throw new IllegalStateException(failure);
        }
        if (result != 0) {
            throw new IllegalStateException("prctl(" + option + ") was refused");
        }
    }
}
