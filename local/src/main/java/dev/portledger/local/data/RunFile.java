package dev.portledger.local.data;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.portledger.local.process.ProcFs;
import dev.portledger.local.terminal.Exit;
import dev.portledger.local.terminal.Trouble;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * One run at a time on a data folder: a lock that the kernel takes back when its process ends, however it ends, and beside it who has it.
 */
public final class RunFile {

    private static final JsonMapper JSON =
            JsonMapper.builder().addModule(new JavaTimeModule()).build();

    private final Path file;
    private final FileChannel channel;

    private RunFile(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** @throws Trouble {@link Exit#RUNNING} when another process has it, with what is known of that one */
    public static RunFile lock(DataFolder folder) throws Trouble, IOException {
        Path file = folder.run().resolve("run.json");
        FileChannel channel =
                FileChannel.open(folder.run().resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock();
        if (lock == null) {
            channel.close();
            throw new Trouble(Exit.RUNNING, running(folder, read(file)));
        }
        return new RunFile(file, channel);
    }

    private static String running(DataFolder folder, Optional<Run> run) {
        String data = "data in " + folder.root();
        return run.filter(r -> ProcFs.alive(r.supervisor()))
                .map(r -> {
                    int pid = r.supervisor().pid();
                    return "Portledger is running already: " + r.address() + " · pid " + pid + " · since " + r.since()
                            + " · " + data + "\nTo end it: kill " + pid;
                })
                .orElse("Portledger is being started already · " + data);
    }

    /** The last run that wrote here: this one, or before {@link #write} the one before. */
    public Optional<Run> read() {
        return read(file);
    }

    private static Optional<Run> read(Path file) {
        try {
            return Optional.of(JSON.readValue(Files.readAllBytes(file), Run.class));
        } catch (IOException e) {
            // none yet, or cut off by a full disk: nothing is known of it, and PostgreSQL's own lock file is still
            // looked at
            return Optional.empty();
        }
    }

    /** From any thread. */
    public synchronized void write(Run run) throws IOException {
        Path written = file.resolveSibling("run.json.new");
        Files.write(written, JSON.writeValueAsBytes(run));
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The last act of a run; the lock itself goes with the process. */
    public synchronized void clear() {
        try {
            Files.deleteIfExists(file);
            channel.close();
        } catch (IOException e) {
            // the next start finds nobody alive under these identities
        }
    }
}
