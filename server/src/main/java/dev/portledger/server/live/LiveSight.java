package dev.portledger.server.live;

import dev.portledger.server.access.Caller;
import dev.portledger.server.access.People;
import dev.portledger.server.access.Role;
import dev.portledger.server.host.HostDirectory;
import dev.portledger.server.scope.HostScope;
import dev.portledger.server.sql.Reading;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/** Finds out which hosts somebody's browsers are told of. */
@ApplicationScoped
class LiveSight {

    private static final Logger LOG = Logger.getLogger(LiveSight.class);

    private final People people;
    private final Reading reading;
    private final HostDirectory hosts;

    LiveSight(People people, Reading reading, HostDirectory hosts) {
        this.people = people;
        this.reading = reading;
        this.hosts = hosts;
    }

    /** As it is now. While nobody can tell, it is no host: what is missed then is asked for again afterwards. */
    Sight of(String userName) {
        try {
            Optional<Caller> caller = people.caller(userName);
            HostScope scope = caller.isPresent() ? caller.get().scope(Role.VIEWER) : new HostScope.Nothing();
            return scope instanceof HostScope.Everything
                    ? new Sight.Everything()
                    : new Sight.Only(reading.read(scope, hosts::visible));
        } catch (SQLException | RuntimeException e) {
            LOG.debug("what a browser may be told of is not known", e);
            return new Sight.Only(Set.of());
        }
    }
}
