package dev.portledger.server.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate of localhost that vouches for itself, with its key, in two PEM files, as a server is given them.
 *
 * @param folder where {@code cert.pem} and {@code key.pem} are
 */
public record TestingCertificate(Path folder) {

    private static final String PASSWORD = "not a secret";

    /** Makes one in a new folder below {@code target}. */
    public static TestingCertificate made() {
        try {
            Path folder = Files.createDirectories(Path.of("target", "tls").toAbsolutePath());
            return new TestingCertificate(Files.createTempDirectory(folder, "test-")).renewed();
        } catch (IOException e) {
            throw new IllegalStateException("no folder for a certificate", e);
        }
    }

    public Path certificate() {
        return folder.resolve("cert.pem");
    }

    public Path key() {
        return folder.resolve("key.pem");
    }

    /** Puts another certificate and its key in place of both, as whatever renews certificates does. */
    public TestingCertificate renewed() {
        try {
            Path store = folder.resolve("next.p12");
            Process keytool = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString(),
                            "-genkeypair",
                            "-alias",
                            "server",
                            "-keyalg",
                            "EC",
                            "-groupname",
                            "secp256r1",
                            "-dname",
                            "CN=localhost",
                            "-ext",
                            "SAN=dns:localhost,ip:127.0.0.1",
                            "-validity",
                            "2",
                            "-storetype",
                            "PKCS12",
                            "-storepass",
                            PASSWORD,
                            "-keystore",
                            store.toString())
                    .inheritIO()
                    .start();
            assertThat(keytool.waitFor()).isZero();
            KeyStore made = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
            replace(
                    key(),
                    "PRIVATE KEY",
                    made.getKey("server", PASSWORD.toCharArray()).getEncoded());
            replace(certificate(), "CERTIFICATE", made.getCertificate("server").getEncoded());
            Files.delete(store);
            return this;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("no certificate could be made", e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    private static void replace(Path file, String what, byte[] content) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        Files.writeString(next, "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n");
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** A client that trusts the certificate as it is now, and no other. */
    public HttpClient client() {
        return HttpClient.newBuilder().sslContext(trusting()).build();
    }

    private SSLContext trusting() {
        try (var file = Files.newInputStream(certificate())) {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            trusted.setCertificateEntry(
                    "server", CertificateFactory.getInstance("X.509").generateCertificate(file));
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("the certificate cannot be trusted", e);
        }
    }
}
