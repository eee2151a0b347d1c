package dev.portledger.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portledger.agent.cli.AgentProgram.Result;
import dev.portledger.agent.testing.TestingLog;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The verifier as an auditor runs it, with the memory it has: whatever the file is, it ends, and says why. */
final class AuditVerifyIT {

    private static final Map<String, String> NOTHING_SET = Map.of();

    @TempDir
    Path folder;

    private AgentProgram agent;

    @BeforeEach
    void program() {
        agent = new AgentProgram(folder);
    }

    private Result verify(Path file, String... more) throws Exception {
        List<String> arguments = new java.util.ArrayList<>(List.of("audit", "verify", file.toString()));
        arguments.addAll(List.of(more));
        Result result = agent.run(NOTHING_SET, arguments.toArray(String[]::new));
        assertThat(result.out() + result.err()).doesNotContain("\tat ", "Exception", "Error");
        return result;
    }

    @Test
    void readsALongExport() throws Exception {
        TestingLog log = TestingLog.empty();
        for (int i = 0; i < 100_000; i++) {
            log.append("somebody " + i);
        }
        Path export = Files.write(folder.resolve("audit.jsonl"), log.export());
        Result result = verify(export, "--key", log.key().text());
        assertThat(result.status()).as(result.toString()).isZero();
        assertThat(result.out()).startsWith("good: 100000 entries are as they were signed");
    }

    @Test
    void isNotFilledByALineWithoutAnEnd() throws Exception {
        Path file = folder.resolve("zeros");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(4L << 30);
        }
        Result result = verify(file);
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.out()).contains("line 1 cannot be read: it is longer than");
        assertThat(verify(Path.of("/dev/zero")).status()).isEqualTo(2);
    }

    @Test
    void readsTheLongestLineThatItTakes() throws Exception {
        Path file = Files.writeString(folder.resolve("long"), "{\"line\":\"" + "\u20ac".repeat(690_000) + "\"}");
        Result result = verify(file);
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.out()).contains("line 1 cannot be read: ").hasSizeLessThan(2_000);
    }

    @Test
    void saysWhatItCannotOpen() throws Exception {
        Result folderInstead = verify(folder);
        assertThat(folderInstead.status()).isEqualTo(2);
        assertThat(folderInstead.err()).contains("cannot be read");
        Result nothing = verify(folder.resolve("nothing"));
        assertThat(nothing.status()).isEqualTo(2);
        assertThat(nothing.err()).contains("does not exist");
    }
}
