package dev.portledger.agent.kernel;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Locale;

/**
 * The one way into the kernel: syscall(2) of the C library, called through the foreign-function API. Results are as the
 * kernel returns them: zero or more, or a negated errno. No call allocates memory once its thread has made one.
 */
@SuppressWarnings("restricted") // calling the kernel is what this class is for
public final class Native {

    private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = CALL_STATE.varHandle(PathElement.groupElement("errno"));
    private static final MethodHandle SYSCALL = Linker.nativeLinker()
            .downcallHandle(
                    Linker.nativeLinker().defaultLookup().findOrThrow("syscall"),
                    FunctionDescriptor.of(
                            JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
                    Linker.Option.firstVariadicArg(1),
                    Linker.Option.captureCallState("errno"));
    private static final ThreadLocal<MemorySegment> STATE =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(CALL_STATE));

    private Native() {}

    public static long call(Syscall call, long a, long b, long c, long d, long e, long f) {
        MemorySegment state = STATE.get();
        long result;
        try {
            result = (long) SYSCALL.invokeExact(state, call.number(), a, b, c, d, e, f);
        } catch (RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable failure) {
            throw new IllegalStateException("syscall(2) throws nothing", failure);
        }
        return result == -1 ? -(long) (int) ERRNO.get(state, 0L) : result;
    }

    public static long call(Syscall call, long a, long b, long c, long d) {
        return call(call, a, b, c, d, 0, 0);
    }

    public static long call(Syscall call, long a, long b, long c) {
        return call(call, a, b, c, 0, 0, 0);
    }

    /** The result if it is none of an error. @throws KernelException otherwise */
    public static long check(Syscall call, long result) throws KernelException {
        if (result < 0) {
            throw new KernelException(call.name().toLowerCase(Locale.ROOT), (int) -result);
        }
        return result;
    }

    public static boolean is(long result, Errno error) {
        return result == -error.number();
    }

    /** Closes a descriptor; close(2) frees it whatever it returns. */
    public static void close(int descriptor) {
        call(Syscall.CLOSE, descriptor, 0, 0);
    }
}
