package dev.portledger.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.PropertiesConfigSourceLoader;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFilesTest {

    private static final String KEY = "portledger.agent.server";

    @TempDir
    private Path folder;

    private ConfigFiles files() {
        return ConfigFiles.of(folder.resolve("agent.properties"));
    }

    /** What the agent would be configured with. */
    private String configured() {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder();
        Pattern.compile(",")
                .splitAsStream(files().locations().orElseThrow())
                .map(location -> Path.of(URI.create(location)).toString())
                .map(file ->
                        PropertiesConfigSourceLoader.inFileSystem(file, 110, ConfigFilesTest.class.getClassLoader()))
                .forEach(builder::withSources);
        SmallRyeConfig config = builder.build();
        return config.getValue(KEY, String.class);
    }

    @Test
    void whatEnrolNotedCountsWhereTheOtherFileIsSilent() throws Exception {
        Files.writeString(files().main(), "# " + KEY + "=http://silent:1\n");
        Files.writeString(
                files().enrolment(),
                ConfigFiles.line("config_ordinal", "90") + ConfigFiles.line(KEY, "https://noted:8600"));
        assertThat(configured()).isEqualTo("https://noted:8600");
        assertThat(files().mainValue(KEY)).isEmpty();
    }

    @Test
    void whatPeopleWroteGoesBeforeWhatEnrolNoted() throws Exception {
        Files.writeString(files().main(), KEY + " = https://written:8600\n");
        Files.writeString(
                files().enrolment(),
                ConfigFiles.line("config_ordinal", "90") + ConfigFiles.line(KEY, "https://noted:8600"));
        assertThat(configured()).isEqualTo("https://written:8600");
        assertThat(files().mainValue(KEY)).contains("https://written:8600");
    }

    @Test
    void aFileThatWasNamedIsNamedWhenItIsMissing() throws Exception {
        assertThat(files().problem()).hasValueSatisfying(problem -> assertThat(problem)
                .contains(files().main().toString(), "PORTLEDGER_AGENT_CONFIG"));
        assertThat(files().mainValue(KEY)).isEmpty();
    }

    @Test
    void aFileThatCannotBeUnderstoodIsNamed() throws Exception {
        Files.writeString(files().main(), "a=\\u12\n");
        assertThatThrownBy(() -> files().mainValue(KEY))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("agent.properties");
    }

    @Test
    void backslashesOfAValueSurvive() throws Exception {
        Files.writeString(files().main(), ConfigFiles.line(KEY, "a\\b"));
        assertThat(files().mainValue(KEY)).contains("a\\b");
    }
}
