package dev.portledger.agent.holder;

import dev.portledger.domain.holder.User;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Names of users out of passwd(5), read again when the file has changed. Users of a directory service are not in it and
 * stay without a name.
 */
final class UserNames {

    private final Path passwd;
    private @Nullable FileTime readAt;
    private Map<Long, String> names = Map.of();

    UserNames(Path passwd) {
        this.passwd = passwd;
    }

    User user(long uid) {
        try {
            FileTime changed = Files.getLastModifiedTime(passwd);
            if (!changed.equals(readAt)) {
                names = parse(Files.readString(passwd, StandardCharsets.ISO_8859_1));
                readAt = changed;
            }
        } catch (IOException e) {
            names = Map.of();
            readAt = null;
        }
        return new User(uid, Optional.ofNullable(names.get(uid)));
    }

    /** The first entry of a uid counts, as for getpwuid(3); lines that are none are passed over. */
    static Map<Long, String> parse(String text) {
        Map<Long, String> names = new HashMap<>();
        for (String line : text.lines().toList()) {
            String[] fields = line.split(":", -1);
            if (fields.length >= 3 && !fields[0].isEmpty() && fields[2].matches("\\d{1,10}")) {
                names.putIfAbsent(Long.valueOf(fields[2]), fields[0]);
            }
        }
        return names;
    }
}
