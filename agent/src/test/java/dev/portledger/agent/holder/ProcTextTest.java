package dev.portledger.agent.holder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portledger.agent.testing.Mutants;
import dev.portledger.domain.holder.Management;
import dev.portledger.domain.holder.User;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of /proc and /etc as text. */
final class ProcTextTest {

    private static final String STAT = "4242 (%s) S 17 4242 4242 0 -1 4194304 0 0 0 0 0 0 0 0 20 0 1 0 98765 0 0";

    @TempDir
    Path folder;

    @Test
    void aCommMayLookLikeTheRestOfTheLine() {
        for (String comm : new String[] {"nginx", "a b", "x) S 1 (y", ") ) )", "(", "a\\nb"}) {
            assertThat(ProcessStat.parse(STAT.replace("%s", comm).getBytes(StandardCharsets.UTF_8)))
                    .contains(new ProcessStat(17, 4_194_304, 98_765));
        }
    }

    @Test
    void nothingIsMadeOfBrokenLines() throws Exception {
        for (String broken : new String[] {"", "4242", "4242 (a", "4242 (a) S", STAT.replace("98765", "x")}) {
            assertThat(ProcessStat.parse(broken.getBytes(StandardCharsets.UTF_8)))
                    .isEmpty();
        }
        byte[] line = STAT.replace("%s", "a").getBytes(StandardCharsets.UTF_8);
        Mutants.Fed fed = Mutants.of(5, line)
                .feed(200_000, mutant -> ProcessStat.parse(mutant).isPresent());
        assertThat(fed.worthTheirName()).as(fed.toString()).isTrue();
    }

    @Test
    void anyCgroupIsReadWithoutFailing() throws Exception {
        String unit = "0::/system.slice/orders.service";
        String both = "12:pids:/docker/" + "ab".repeat(32) + "\n1:name=systemd:/user.slice/user-1000.slice/"
                + "user@1000.service/app.slice/a.service\n0::/\n";
        Mutants mutants = Mutants.of(6, unit.getBytes(StandardCharsets.UTF_8), both.getBytes(StandardCharsets.UTF_8));
        Mutants.Fed fed = mutants.feed(200_000, mutant -> {
            String text = new String(mutant, StandardCharsets.UTF_8);
            CgroupPath.userSlice(text);
            return CgroupPath.management(text) instanceof Management.Unit;
        });
        assertThat(fed.worthTheirName()).as(fed.toString()).isTrue();
    }

    @Test
    void kernelThreadsAreKnownByTheirFlag() {
        byte[] kthread =
                STAT.replace("4194304", "2129984").replace("%s", "kthreadd").getBytes(StandardCharsets.UTF_8);
        assertThat(ProcessStat.parse(kthread).orElseThrow().isKernelThread()).isTrue();
    }

    @Test
    void namesOfUsersFollowTheFile() throws IOException {
        Path passwd = folder.resolve("passwd");
        Files.writeString(passwd, "root:x:0:0::/root:/bin/sh\ntoor:x:0:0::/:/\nbroken\n:x:5:\nx:x:nan:\nu:x:1000:\n");
        UserNames names = new UserNames(passwd);
        assertThat(names.user(0)).isEqualTo(new User(0, Optional.of("root")));
        assertThat(names.user(1000)).isEqualTo(new User(1000, Optional.of("u")));
        assertThat(names.user(5).name()).isEmpty();
        Files.writeString(passwd, "v:x:1000:\n");
        Files.setLastModifiedTime(passwd, FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
        assertThat(names.user(1000)).isEqualTo(new User(1000, Optional.of("v")));
        Files.delete(passwd);
        assertThat(names.user(1000)).isEqualTo(new User(1000, Optional.empty()));
    }
}
