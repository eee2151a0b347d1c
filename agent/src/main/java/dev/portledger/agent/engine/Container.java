package dev.portledger.agent.engine;

import java.util.List;

/**
 * A container as its engine lists it.
 *
 * @param runtime {@code docker} or {@code podman}, by what the engine calls itself
 * @param id 64 hex digits
 * @param name its name, without the slash that Docker puts before it
 * @param image the image's name as it was given, or its id
 * @param ports what it publishes on the host
 */
public record Container(String runtime, String id, String name, String image, List<PublishedPort> ports) {
    public Container {
        ports = List.copyOf(ports);
    }
}
