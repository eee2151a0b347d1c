package dev.portledger.agent.local;

import java.util.List;
import java.util.Optional;

/**
 * A command that is to be answered by the running agent.
 *
 * @param command its first word, {@code why}
 * @param arguments the others, as they were typed
 * @param calledAs what the command line is called where it was typed, for messages
 * @param netns inode number of the asker's network namespace: the answer is about the agent's own
 * @param pidns likewise of its pid namespace, by which the answer numbers processes
 * @param uid its effective user, empty where it could not be read. As {@code check} asks what this user could do, and for no other
 *     purpose: who may ask is a matter of the socket file's mode
 * @param privileged whether it has CAP_NET_BIND_SERVICE, likewise
 * @param timeZone its variable TZ
 */
public record LocalRequest(
        String command,
        List<String> arguments,
        String calledAs,
        long netns,
        long pidns,
        Optional<Long> uid,
        Optional<Boolean> privileged,
        Optional<String> timeZone) {

    public LocalRequest {
        arguments = List.copyOf(arguments);
    }
}
