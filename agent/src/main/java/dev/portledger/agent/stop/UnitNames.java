package dev.portledger.agent.stop;

import java.util.regex.Pattern;

/** What a unit's name may look like (systemd.unit(5)). None begins with a hyphen, so that none can be taken for an option. */
final class UnitNames {

    private static final Pattern UNIT = Pattern.compile(
            "[A-Za-z0-9_.:\\\\@][A-Za-z0-9_.:\\\\@-]{0,240}\\.(service|socket|scope|slice|mount|target|timer|path|device|automount|swap)");

    private UnitNames() {}

    static boolean isName(String text) {
        return UNIT.matcher(text).matches();
    }
}
