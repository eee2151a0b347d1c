package dev.portledger.agent.finding;

import dev.portledger.agent.kernel.ProcSys;
import dev.portledger.agent.netlink.Namespace;
import dev.portledger.domain.finding.Sysctl;
import dev.portledger.domain.finding.Sysctls;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads settings of {@code /proc/sys/net/ipv4}, which are those of the network namespace of who reads them. */
public final class SysctlReader {

    private final Path folder;
    private final long netns;

    SysctlReader(Path folder, long netns) {
        this.folder = folder;
        this.netns = netns;
    }

    /** @throws IOException when it cannot be told which network namespace this is */
    public static SysctlReader ofThisHost() throws IOException {
        return new SysctlReader(Path.of("/proc/sys/net/ipv4"), Namespace.ownNetwork());
    }

    /** As they are now. */
    public Sysctls read() {
        return new Sysctls(
                netns,
                read("tcp_tw_recycle"),
                read("tcp_tw_reuse"),
                read("ip_local_port_range"),
                read("ip_local_reserved_ports"));
    }

    private Sysctl read(String name) {
        try {
            return new Sysctl.Value(ProcSys.read(folder.resolve(name), Sysctl.LONGEST));
        } catch (NoSuchFileException e) {
            // without the folder nothing is known of what would be in it
            return Files.isDirectory(folder) ? new Sysctl.Absent() : new Sysctl.Unread(folder + " is not there");
        } catch (AccessDeniedException e) {
            return new Sysctl.Unread("this user may not read it");
        } catch (IOException e) {
            return new Sysctl.Unread(e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }
}
