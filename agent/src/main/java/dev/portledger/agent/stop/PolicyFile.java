package dev.portledger.agent.stop;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The file with the host's policy, read when a question comes after it has changed: whoever writes a rule need not restart anything,
 * and the rule holds for the next stop. May be asked from several threads.
 */
public final class PolicyFile {

    private static final Logger LOG = Logger.getLogger(PolicyFile.class);

    private final Path file;
    private Optional<Map<String, Object>> readAs = Optional.empty();
    private LocalPolicy policy = LocalPolicy.NOTHING;

    public PolicyFile(Path file) {
        this.file = file;
    }

    synchronized LocalPolicy now() {
        try {
            Map<String, Object> version = Files.readAttributes(file, "unix:ino,dev,ctime,lastModifiedTime,size,mode");
            if (!readAs.equals(Optional.of(version))) {
                take(PolicyText.parse(Files.readString(file)));
                readAs = Optional.of(version);
            }
        } catch (NoSuchFileException e) {
            readAs = Optional.empty();
            take(LocalPolicy.NOTHING);
        } catch (MalformedInputException e) {
            readAs = Optional.empty();
            take(new LocalPolicy.Malformed(file + " is not UTF-8"));
        } catch (IOException e) {
            readAs = Optional.empty();
            take(new LocalPolicy.Malformed(file + " cannot be read: " + e.getMessage()));
        }
        return policy;
    }

    private void take(LocalPolicy read) {
        if (!read.toString().equals(policy.toString())) {
            switch (read) {
                case LocalPolicy.Rules rules ->
                    LOG.infof(
                            "the host's policy has %d configured rules%s",
                            rules.rules().size(), rules.observeOnly() ? ", and lets nothing be stopped" : "");
                case LocalPolicy.Malformed malformed ->
                    LOG.errorf("the host's policy cannot be understood, nothing is stopped: %s", malformed.problem());
            }
        }
        policy = read;
    }
}
