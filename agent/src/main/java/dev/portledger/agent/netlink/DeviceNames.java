package dev.portledger.agent.netlink;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Names of network interfaces by index (if_indextoname(3)); the JDK only knows those that have an address. */
@SuppressWarnings("restricted") // calling the C library is what this class is for
public final class DeviceNames {

    private static final int IF_NAMESIZE = 16;
    private static final MethodHandle IF_INDEXTONAME = Linker.nativeLinker()
            .downcallHandle(
                    Linker.nativeLinker().defaultLookup().findOrThrow("if_indextoname"),
                    FunctionDescriptor.of(ADDRESS, JAVA_INT, ADDRESS));

    private DeviceNames() {}

    /** The name, or {@code if7} for an interface 7 that is gone. */
    public static String name(int index) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocate(IF_NAMESIZE);
            MemorySegment found = (MemorySegment) IF_INDEXTONAME.invokeExact(index, name);
            return found.address() == 0 ? "if" + index : name.getString(0);
        } catch (RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable failure) {
            throw new IllegalStateException("if_indextoname(3) throws nothing", failure);
        }
    }
}
