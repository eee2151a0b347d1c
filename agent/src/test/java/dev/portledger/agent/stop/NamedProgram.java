package dev.portledger.agent.stop;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A small program that listens under any name: a copy of perl. It says so when it gets a signal, and stays. */
record NamedProgram(Process process, int port, BufferedReader said, Path file) implements AutoCloseable {

    private static final Path PERL = Path.of("/usr/bin/perl");

    private static final String SCRIPT = """
            use IO::Socket::INET;
            $| = 1;
            my $socket = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 5, ReuseAddr => 1) or die "listen: $!";
            for my $name (qw(TERM HUP INT QUIT USR1)) { $SIG{$name} = sub { print "signalled\\n"; exit 0 } }
            $0 = $ENV{COMM} if exists $ENV{COMM};
            print $socket->sockport, "\\n";
            sleep 1 while 1;
            """;

    /**
     * @param file where the copy is made
     * @param comm what the process calls itself once it runs; empty for the name of the file
     * @param argv0 what it is called when it is started; empty for the name of the file
     */
    static NamedProgram start(Path file, Optional<String> comm, Optional<String> argv0) throws IOException {
        Files.createDirectories(file.getParent());
        Files.copy(PERL, file, StandardCopyOption.COPY_ATTRIBUTES, StandardCopyOption.REPLACE_EXISTING);
        List<String> command = new ArrayList<>();
        argv0.ifPresent(name ->
                command.addAll(List.of("/bin/bash", "-c", "name=$1; shift; exec -a \"$name\" \"$@\"", "bash", name)));
        command.addAll(List.of(file.toString(), "-e", SCRIPT));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        comm.ifPresent(name -> builder.environment().put("COMM", name));
        Process process = builder.start();
        BufferedReader said =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String port = said.readLine();
        if (port == null) {
            throw new IOException("the program ended before it listened");
        }
        return new NamedProgram(process, Integer.parseInt(port), said, file);
    }

    static NamedProgram start(Path file) throws IOException {
        return start(file, Optional.empty(), Optional.empty());
    }

    /** Whether it runs and has had no signal: it would have said so and ended. */
    boolean isUntouched() throws IOException {
        return process.isAlive() && !said.ready();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
