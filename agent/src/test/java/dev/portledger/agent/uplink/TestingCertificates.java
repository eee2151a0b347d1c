package dev.portledger.agent.uplink;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Authorities and certificates of servers, made by the JDK's keytool. */
final class TestingCertificates {

    private static final String PASSWORD = "changeit";

    private final Path folder;
    private final Path store;

    TestingCertificates(Path folder) {
        this.folder = folder;
        store = folder.resolve("store.p12");
    }

    /** @return its certificate */
    Path authority(String name) throws Exception {
        make(name, "-ext", "bc:c=ca:true", "-ext", "ku:c=keyCertSign", "-validity", "10");
        return pem(name);
    }

    /** The files of a server's key and certificate. */
    record Server(Path key, Path certificate) {}

    /** @param options of keytool's -genkeypair: the names in the certificate, when it is valid */
    Server server(String name, String authority, String... options) throws Exception {
        List<String> all = new ArrayList<>(List.of("-signer", authority));
        all.addAll(List.of(options));
        make(name, all.toArray(String[]::new));
        Path key = folder.resolve(name + ".key");
        Files.writeString(
                key,
                pem("PRIVATE KEY", open().getKey(name, PASSWORD.toCharArray()).getEncoded()));
        return new Server(key, pem(name));
    }

    private void make(String alias, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                alias,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=" + alias,
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD));
        command.addAll(List.of(options));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (keytool.waitFor() != 0) {
            throw new IOException("keytool: " + said);
        }
    }

    private Path pem(String alias) throws GeneralSecurityException, IOException {
        return Files.writeString(
                folder.resolve(alias + ".pem"),
                pem("CERTIFICATE", open().getCertificate(alias).getEncoded()));
    }

    private KeyStore open() throws GeneralSecurityException, IOException {
        KeyStore opened = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            opened.load(in, PASSWORD.toCharArray());
        }
        return opened;
    }

    private static String pem(String what, byte[] der) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + what + "-----\n";
    }
}
