package dev.portledger.bench.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A certificate of 127.0.0.1 that vouches for itself.
 *
 * @param store with its key, PKCS 12
 * @param pem without it
 */
record Certificate(Path store, Path pem) {

    private static final String PASSWORD = "not a secret at all";

    /** Made by keytool. */
    static Certificate made(Path folder) throws IOException, InterruptedException {
        Certificate made = new Certificate(folder.resolve("tls.p12"), folder.resolve("tls.pem"));
        made.keytool("-genkeypair", "-keyalg", "EC", "-dname", "CN=portledger bench", "-ext", "san=ip:127.0.0.1");
        made.keytool("-exportcert", "-rfc", "-file", made.pem.toString());
        return made;
    }

    private void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-alias", "tls", "-keystore", store.toString(), "-storepass", PASSWORD));
        int status = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start()
                .waitFor();
        if (status != 0) {
            throw new IOException("keytool: exit status " + status);
        }
    }

    /** The environment of a server that shows it at that port. */
    Map<String, String> server(int port) {
        return Map.of(
                "QUARKUS_HTTP_SSL_PORT",
                Integer.toString(port),
                "QUARKUS_HTTP_SSL_CERTIFICATE_KEY_STORE_FILE",
                store.toString(),
                "QUARKUS_HTTP_SSL_CERTIFICATE_KEY_STORE_PASSWORD",
                PASSWORD);
    }
}
