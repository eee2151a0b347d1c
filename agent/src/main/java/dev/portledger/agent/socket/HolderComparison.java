package dev.portledger.agent.socket;

import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.holder.Holders;
import java.util.List;
import java.util.Optional;

/** When holders are other ones. Titles that processes write over their arguments, and new parents, do not count. */
final class HolderComparison {

    private HolderComparison() {}

    static boolean same(Holders one, Holders other) {
        return gap(one).equals(gap(other)) && sameList(one.list(), other.list());
    }

    private static Optional<?> gap(Holders holders) {
        return holders instanceof Holders.Partial partial ? Optional.of(partial.gap()) : Optional.empty();
    }

    private static boolean sameList(List<Holder> one, List<Holder> other) {
        if (one.size() != other.size()) {
            return false;
        }
        for (int i = 0; i < one.size(); i++) {
            if (!same(one.get(i), other.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean same(Holder one, Holder other) {
        return one.process().equals(other.process())
                && one.descriptors().equals(other.descriptors())
                && one.comm().equals(other.comm())
                && one.exe().equals(other.exe())
                && one.user().equals(other.user())
                && one.management().equals(other.management());
    }
}
