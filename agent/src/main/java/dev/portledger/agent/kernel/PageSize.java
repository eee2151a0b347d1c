package dev.portledger.agent.kernel;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;

/** The size of a page of memory (getpagesize(2)): 4096 on x86-64, 4096 to 65536 on aarch64. */
@SuppressWarnings("restricted") // calling the C library is what this class is for
public final class PageSize {

    private static final int BYTES = ask();

    private PageSize() {}

    public static int bytes() {
        return BYTES;
    }

    private static int ask() {
        try {
            return (int) Linker.nativeLinker()
                    .downcallHandle(
                            Linker.nativeLinker().defaultLookup().findOrThrow("getpagesize"),
                            FunctionDescriptor.of(JAVA_INT))
                    .invokeExact();
        } catch (RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable failure) {
            throw new IllegalStateException("getpagesize(2) throws nothing", failure);
        }
    }
}
