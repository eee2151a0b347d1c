package dev.portledger.agent.netlink;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Namespaces by inode number, which is how the kernel names them (namespaces(7)). */
public final class Namespace {

    private static final Pattern LINK = Pattern.compile("[a-z_]+:\\[(\\d+)]");

    private Namespace() {}

    /** The network namespace of this process. */
    public static long ownNetwork() throws IOException {
        return inode(Path.of("/proc/self/ns/net"));
    }

    /** The number in a link such as {@code net:[4026531840]}. @throws IOException if it is no such link */
    public static long inode(Path link) throws IOException {
        Matcher matcher = LINK.matcher(Files.readSymbolicLink(link).toString());
        if (!matcher.matches()) {
            throw new IOException(link + " names no namespace");
        }
        return Long.parseLong(matcher.group(1));
    }
}
