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
    private static final String BY_INDEX = "if";
    private static final MethodHandle IF_INDEXTONAME = Linker.nativeLinker()
            .downcallHandle(
                    Linker.nativeLinker().defaultLookup().findOrThrow("if_indextoname"),
                    FunctionDescriptor.of(ADDRESS, JAVA_INT, ADDRESS));

    private DeviceNames() {}

    /** What an interface is called whose name is not known, {@code if7}. */
    public static String byIndex(int index) {
        return BY_INDEX + index;
    }

    /** The name in this thread's network namespace of an interface called {@link #byIndex}; another name stays. */
    public static String here(String name) {
        return name.matches(BY_INDEX + "\\d{1,9}") ? name(Integer.parseInt(name.substring(BY_INDEX.length()))) : name;
    }

    /** The name in this thread's network namespace, or {@link #byIndex} for an interface that is gone. */
    public static String name(int index) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocate(IF_NAMESIZE);
            MemorySegment found = (MemorySegment) IF_INDEXTONAME.invokeExact(index, name);
            return found.address() == 0 ? byIndex(index) : name.getString(0);
        } catch (RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable failure) {
            throw new IllegalStateException("if_indextoname(3) throws nothing", failure);
        }
    }
}
