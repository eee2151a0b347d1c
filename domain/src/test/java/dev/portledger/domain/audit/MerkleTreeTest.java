package dev.portledger.domain.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against the vectors of certificate-transparency's merkle_tree_test.cc, and against the RFC's own recursive definitions. */
final class MerkleTreeTest {

    private static final List<String> LEAVES =
            List.of("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f");

    private static final List<String> ROOTS = List.of(
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

    private static final int LARGEST = 70;

    /** A tree with all its complete subtrees, as a log keeps them. */
    private static final class Kept {
        private final Map<String, TreeHash> nodes = new HashMap<>();
        private final GrowingTree edge = new GrowingTree();
        private final List<TreeHash> leaves = new ArrayList<>();

        static Kept of(Stream<byte[]> data) {
            Kept kept = new Kept();
            data.forEachOrdered(leaf -> kept.append(TreeHash.ofLeaf(leaf)));
            return kept;
        }

        private void append(TreeHash leaf) {
            leaves.add(leaf);
            edge.append(leaf).forEach(node -> nodes.put(node.level() + "/" + node.position(), node.hash()));
        }

        MerkleTree tree() {
            return new MerkleTree((level, position) -> Objects.requireNonNull(nodes.get(level + "/" + position)));
        }

        /** MTH of RFC 6962, 2.1, word by word. */
        static TreeHash naive(List<TreeHash> leaves) {
            if (leaves.isEmpty()) {
                return TreeHash.ofNothing();
            }
            if (leaves.size() == 1) {
                return leaves.getFirst();
            }
            int k = 1;
            while (2 * k < leaves.size()) {
                k *= 2;
            }
            return TreeHash.ofNode(naive(leaves.subList(0, k)), naive(leaves.subList(k, leaves.size())));
        }
    }

    private static Kept vectors() {
        return Kept.of(LEAVES.stream().map(HexFormat.of()::parseHex));
    }

    private static Kept numbers() {
        return Kept.of(IntStream.range(0, LARGEST).mapToObj(i -> new byte[] {(byte) i}));
    }

    @Test
    void rootsAreThoseOfTheVectors() {
        assertThat(TreeHash.ofNothing().hex())
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        var edge = new GrowingTree();
        for (int i = 0; i < LEAVES.size(); i++) {
            edge.append(TreeHash.ofLeaf(HexFormat.of().parseHex(LEAVES.get(i))));
            assertThat(edge.root().hex()).isEqualTo(ROOTS.get(i));
            assertThat(vectors().tree().root(i + 1).hex()).isEqualTo(ROOTS.get(i));
        }
    }

    /** Indices from 0; the vectors count leaves from 1. */
    @ParameterizedTest
    @CsvSource({
        "0, 1, ''",
        "0, 8, 96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
                + " 5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
                + " 6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        "5, 8, bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
                + " ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
                + " d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "2, 3, fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "1, 5, 6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
                + " 5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
                + " bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
    })
    void inclusionProofsAreThoseOfTheVectors(long index, long size, String path) {
        assertThat(vectors().tree().inclusion(index, size)).map(TreeHash::hex).isEqualTo(words(path));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, ''",
        "1, 8, 96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
                + " 5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
                + " 6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        "6, 8, 0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
                + " ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
                + " d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "2, 5, 5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
                + " bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
    })
    void consistencyProofsAreThoseOfTheVectors(long from, long to, String proof) {
        assertThat(vectors().tree().consistency(from, to)).map(TreeHash::hex).isEqualTo(words(proof));
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(" "));
    }

    @Test
    void everyRootIsTheOneOfTheDefinition() {
        Kept kept = numbers();
        for (int size = 0; size <= LARGEST; size++) {
            assertThat(kept.tree().root(size)).isEqualTo(Kept.naive(kept.leaves.subList(0, size)));
        }
    }

    @Test
    void everyLeafOfEveryTreeIsProvenAndNoOtherIs() {
        Kept kept = numbers();
        for (int size = 1; size <= LARGEST; size++) {
            TreeHash root = kept.tree().root(size);
            for (int index = 0; index < size; index++) {
                List<TreeHash> path = kept.tree().inclusion(index, size);
                TreeHash leaf = kept.leaves.get(index);
                assertThat(ProofCheck.isIncluded(leaf, index, size, path, root)).isTrue();
                assertThat(ProofCheck.isIncluded(kept.leaves.get((index + 1) % LARGEST), index, size, path, root))
                        .isFalse();
                assertThat(ProofCheck.isIncluded(leaf, index + 1, size, path, root))
                        .isFalse();
                assertThat(ProofCheck.isIncluded(leaf, index, size, plus(path, leaf), root))
                        .isFalse();
                if (!path.isEmpty()) {
                    assertThat(ProofCheck.isIncluded(leaf, index, size, path.subList(1, path.size()), root))
                            .isFalse();
                    assertThat(ProofCheck.isIncluded(leaf, index, size, path.subList(0, path.size() - 1), root))
                            .isFalse();
                }
            }
        }
    }

    @Test
    void everyTreeIsProvenToContinueEveryEarlierOneAndNoOther() {
        Kept kept = numbers();
        Kept other = numbers();
        other.nodes.replaceAll((at, hash) -> at.equals("0/0") ? TreeHash.ofLeaf(new byte[] {99}) : hash);
        for (int to = 0; to <= LARGEST; to++) {
            for (int from = 0; from <= to; from++) {
                TreeHash older = kept.tree().root(from);
                TreeHash newer = kept.tree().root(to);
                List<TreeHash> proof = kept.tree().consistency(from, to);
                assertThat(ProofCheck.isConsistent(from, older, to, newer, proof))
                        .as("%d to %d", from, to)
                        .isTrue();
                assertThat(ProofCheck.isConsistent(from, TreeHash.ofLeaf(new byte[0]), to, newer, proof))
                        .isFalse();
                assertThat(ProofCheck.isConsistent(from, older, to, newer, plus(proof, newer)))
                        .isFalse();
                if (from > 0 && from < to) {
                    assertThat(ProofCheck.isConsistent(from, older, to, TreeHash.ofNothing(), proof))
                            .isFalse();
                    assertThat(ProofCheck.isConsistent(from, older, to, newer, proof.subList(1, proof.size())))
                            .isFalse();
                    assertThat(ProofCheck.isConsistent(from, older, to, newer, List.of()))
                            .isFalse();
                }
                assertThat(ProofCheck.isConsistent(to + 1, newer, to, newer, proof))
                        .isFalse();
            }
        }
    }

    private static List<TreeHash> plus(List<TreeHash> hashes, TreeHash one) {
        return Stream.concat(hashes.stream(), Stream.of(one)).toList();
    }

    @Test
    void proofsAreShort() {
        Kept kept = numbers();
        assertThat(kept.tree().inclusion(3, 64)).hasSize(6);
        assertThat(kept.tree().consistency(1, 64)).hasSize(6);
    }

    @Test
    void refusesWhatNoTreeHas() {
        MerkleTree tree = vectors().tree();
        assertThatThrownBy(() -> tree.inclusion(8, 8)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> tree.inclusion(-1, 8)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> tree.consistency(3, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TreeHash.ofHex("00")).isInstanceOf(IllegalArgumentException.class);
    }
}
