package dev.portledger.server.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Requests as they are, from addresses that nobody has used up: limits are per address. */
public final class Http {

    private static final AtomicInteger REQUESTS = new AtomicInteger();
    private static final int PER_ADDRESS = 20;

    private Http() {}

    /** @param headers names and values in turn */
    public static HttpResponse<String> send(
            URI server, String method, String path, List<String> headers, Optional<String> body)
            throws IOException, InterruptedException {
        int address = REQUESTS.getAndIncrement() / PER_ADDRESS;
        try (HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .localAddress(InetAddress.getByAddress(
                        new byte[] {127, 1, (byte) (address / 250), (byte) (address % 250 + 1)}))
                .build()) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.getPort() + path))
                    .method(
                            method,
                            body.map(HttpRequest.BodyPublishers::ofString)
                                    .orElseGet(HttpRequest.BodyPublishers::noBody));
            if (!headers.isEmpty()) {
                request.headers(headers.toArray(String[]::new));
            }
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }
}
