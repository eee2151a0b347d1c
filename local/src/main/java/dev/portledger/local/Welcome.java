package dev.portledger.local;

import dev.portledger.local.data.DataFolder;
import java.util.Locale;

/** What a newcomer reads when everything runs. */
final class Welcome {

    private Welcome() {}

    static String text(Server server, DataFolder data) {
        String password = server.adminPassword().fresh()
                ? server.adminPassword().value() + "   (kept in "
                        + server.adminPassword().file() + ")"
                : "the one in " + server.adminPassword().file();
        return String.format(Locale.ROOT, """

              Portledger   %s
              user         admin
              password     %s

              Try: sign in, search a port, open it, see who holds it and since when.
                   Start something that listens (python3 -m http.server 8080), find it, and stop it from its page.
                   ./portledger agent listeners   says the same without a browser.
              Logs are in %s. Ctrl-C ends everything in order.
            """, server.address(), password, data.logs());
    }
}
