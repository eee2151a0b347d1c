package dev.portledger.local.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portledger.local.terminal.Progress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class DiskWatchTest {

    @Test
    void saysOnceThatRoomIsScarceAndOnceThatItIsBack() {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        DiskWatch watch = new DiskWatch(
                new DataFolder(Path.of("/srv/ledger")),
                new Progress(new PrintStream(said, true, StandardCharsets.UTF_8)));
        for (long megabytes : new long[] {500, 39, 12, 60, 39, 200, 500}) {
            watch.tell(megabytes * 1_000_000);
        }
        assertThat(said.toString(StandardCharsets.UTF_8).lines())
                .satisfiesExactly(
                        line -> assertThat(line).contains("only 39 MB are left for /srv/ledger"),
                        line -> assertThat(line).contains("200 MB are left again for /srv/ledger"));
    }
}
