package dev.portledger.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portledger.agent.testing.TestingLog;
import dev.portledger.domain.audit.TextLines;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class AuditVerifyTest {

    @TempDir
    Path folder;

    private final TestingLog log = TestingLog.empty();
    private final StringWriter out = new StringWriter();
    private Path export = Path.of("");

    @BeforeEach
    void threeEntries() throws IOException {
        List.of("alice", "bob", "carol").forEach(log::append);
        export = Files.write(folder.resolve("audit.jsonl"), log.export());
    }

    private int verify(String... arguments) {
        PrintWriter printed = new PrintWriter(out, true);
        return new CommandLine(new AuditCommand.Verify(printed)).setErr(printed).execute(arguments);
    }

    @Test
    void saysThatItIsGood() throws IOException {
        assertThat(verify(export.toString(), "--key", log.key().text())).isZero();
        assertThat(out.toString())
                .startsWith("good: 3 entries are as they were signed")
                .contains("no checkpoints from hosts were given");
        Path key = Files.writeString(folder.resolve("key"), log.key().text() + "\nsecond line\n");
        assertThat(verify(export.toString(), "--key", key.toString())).isZero();
    }

    @Test
    void namesTheFirstBadEntry() throws IOException {
        Files.writeString(export, Files.readString(export).replace("bob", "rob"));
        assertThat(verify(export.toString(), "--key", log.key().text())).isEqualTo(1);
        assertThat(out.toString()).contains("first bad entry: 2  CHANGED: its content does not belong to its hash");
    }

    @Test
    void saysWhatCannotBeTold() {
        assertThat(verify(export.toString())).isEqualTo(2);
        assertThat(out.toString()).startsWith("cannot tell").contains("only found in the export itself");
    }

    @Test
    void cannotTellOfAFileThatIsNotThere() {
        assertThat(verify(
                        folder.resolve("nothing").toString(), "--key", log.key().text()))
                .isEqualTo(2);
    }

    @Test
    void refusesWhatIsNoKey() {
        assertThat(verify(export.toString(), "--key", "x")).isEqualTo(64);
        assertThat(verify()).isEqualTo(64);
    }

    private int verifyWritten(byte[] file) throws IOException {
        Files.write(export, file);
        return verify(export.toString(), "--key", log.key().text());
    }

    @Test
    void saysWhichLineOfAFileIsNoLineOfAnExport() throws IOException {
        String good = Files.readString(export);
        assertThat(verifyWritten(good.replace("\"actor\":\"bob\"", "\"actor\":\"bob\",\"actor\":\"bob\"")
                        .getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(2);
        assertThat(out.toString()).contains("line 3, after entry 1, cannot be read: Duplicate field 'actor'");
        assertThat(verifyWritten(good.substring(0, good.length() / 2).getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(2);
        assertThat(verifyWritten(new byte[0])).isEqualTo(2);
        assertThat(out.toString()).contains("the file is empty");
        assertThat(verifyWritten(new byte[] {(byte) 0x80, 1, 2})).isEqualTo(2);
        assertThat(out.toString()).contains("line 1 cannot be read: it is not text in UTF-8");
        assertThat(verifyWritten(new byte[TextLines.MAX_BYTES + 1])).isEqualTo(2);
        assertThat(out.toString()).contains("line 1 cannot be read: it is longer than");
    }

    @Test
    void saysThatItIsSignedByAnotherKey() throws IOException {
        assertThat(verify(export.toString(), "--key", TestingLog.empty().key().text()))
                .isEqualTo(1);
        assertThat(out.toString()).contains("first bad entry: 1  UNPROVEN", "not by the key that was expected");
    }

    @Test
    void saysWhichFileOfAHostCannotBeRead() throws IOException {
        Path noise = Files.write(folder.resolve("noise"), new byte[] {(byte) 0xff, '\n'});
        assertThat(verify(export.toString(), "--key", log.key().text(), "--checkpoints", noise.toString()))
                .isEqualTo(2);
    }

    @Test
    void tellsScriptsTheSame() throws IOException {
        Files.writeString(export, Files.readString(export).replace("bob", "rob"));
        assertThat(verify(export.toString(), "--json", "--key", log.key().text()))
                .isEqualTo(1);
        JsonNode verdict = new ObjectMapper().readTree(out.toString());
        assertThat(verdict.get("status").textValue()).isEqualTo("BAD");
        assertThat(verdict.at("/firstBad/sequence").longValue()).isEqualTo(2);
        assertThat(verdict.at("/firstBad/kind").textValue()).isEqualTo("CHANGED");
    }
}
