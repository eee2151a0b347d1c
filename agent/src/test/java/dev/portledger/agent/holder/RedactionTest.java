package dev.portledger.agent.holder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portledger.domain.frame.FrameLimits;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RedactionTest {

    /** Arguments are separated by a bar; the secret is always s3cret in some form. */
    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '~', textBlock = """
            java|-Dx.password=s3cret|-jar|a.jar;                java -Dx.password=*** -jar a.jar
            java|-Dspring.datasource.password=s3 cret;          java -Dspring.datasource.password=***
            java|-Djavax.net.ssl.keyStorePassword=s3cret;       java -Djavax.net.ssl.keyStorePassword=***
            app|--password=s3cret|--port=80;                    app --password=*** --port=80
            app|--password|s3cret|--port|80;                    app --password *** --port 80
            app|--db-pass|s3cret;                               app --db-pass ***
            app|--PassPhrase|s3cret;                            app --PassPhrase ***
            app|--api-key|s3cret;                               app --api-key ***
            app|--api_key=s3cret;                               app --api_key=***
            app|--apikey=s3cret;                                app --apikey=***
            app|--aws-secret-access-key=s3cret;                 app --aws-secret-access-key=***
            app|--client-secret|s3cret;                         app --client-secret ***
            app|--token|s3cret;                                 app --token ***
            app|--token=s3cret==;                               app --token=***
            app|--access-tokens=s3cret,t0p;                     app --access-tokens=***
            app|--credentials=s3cret;                           app --credentials=***
            app|--password-hash=s3cret;                         app --password-hash=***
            env|DB_PASSWORD=s3cret|run;                         env DB_PASSWORD=*** run
            env|GITHUB_TOKEN=s3cret|run;                        env GITHUB_TOKEN=*** run
            env|MYSQL_PWD=s3cret|run;                           env MYSQL_PWD=*** run
            mysql|-uroot|-ps3cret|db;                           mysql -uroot -p*** db
            mysql|-u|root|-p12345;                              mysql -u root -p***
            /usr/bin/mysqldump|-ps3cret;                        /usr/bin/mysqldump -p***
            sshpass|-p|s3cret|ssh|host;                         sshpass -p *** ssh host
            sshpass|-ps3cret|ssh|host;                          sshpass -p*** ssh host
            redis-cli|-a|s3cret|ping;                           redis-cli -a *** ping
            redis-server|--requirepass|s3cret;                  redis-server --requirepass ***
            redis-server|--masterauth|s3cret;                   redis-server --masterauth ***
            curl|-u|bob:s3cret|http://a/;                       curl -u bob:*** http://a/
            curl|--user|bob:s3cret|http://a/;                   curl --user bob:*** http://a/
            curl|-H|Authorization: Bearer s3cret|http://a/;     curl -H Authorization: *** http://a/
            curl|-H|authorization: Basic s3cret;                curl -H authorization: ***
            curl|-H|X-Api-Key: s3cret;                          curl -H X-Api-Key: ***
            app|--header|Authorization:|Bearer|s3cret;          app --header Authorization: Bearer ***
            app|--auth|Bearer s3cret;                           app --auth Bearer ***
            app|postgres://bob:s3cret@db:5432/x;                app postgres://bob:***@db:5432/x
            app|postgres://bob:s3@cret@db/x;                    app postgres://bob:***@db/x
            app|redis://:s3cret@cache:6379;                     app redis://:***@cache:6379
            git|clone|https://s3cret@example.org/x.git;         git clone https://***@example.org/x.git
            app|--url=amqp://u:s3cret@mq//;                     app --url=amqp://u:***@mq//
            app|jdbc:postgresql://db/x?user=u&password=s3cret;  app jdbc:postgresql://db/x?user=u&password=***
            app|jdbc:oracle:thin:scott/s3cret@//db/x;           app jdbc:oracle:thin:scott/***@//db/x
            app|{"user":"a","password":"s3cret"};               app {"user":"a","password":***}
            app|-password|s3cret|-x;                            app -password *** -x
            openssl|-passin|pass:s3cret;                        openssl -passin pass:***
            keytool|-storepass|s3cret|-list;                    keytool -storepass *** -list
            sh|-c|DB_PASSWORD=s3cret exec run --port 1;         sh -c DB_PASSWORD=***
            sh|-c|PASSWORD='s3 cret' run;                       sh -c PASSWORD=***
            sh|-c|mysql -ps3cret -h db;                         sh -c mysql -p*** -h db
            ssh|h|sh -c 'mysql -ps3cret';                       ssh h sh -c 'mysql -p***'
            worker: --password s3cret --verbose;                worker: --password *** --verbose
            """)
    void hidesSecrets(String arguments, String expected) {
        String shown = redact(arguments);
        assertThat(shown).isEqualTo(expected.strip()).doesNotContain("s3");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            nginx: master process /usr/sbin/nginx -g daemon on
            java|-jar|/opt/orders/orders.jar|--server.port=8080
            sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups
            app|--password-file=/run/secrets/db|--port|80
            app|--token-file|/run/secrets/token
            app|-p|8080|-port=80|-path=/data|-pidfile|x
            docker-proxy|-proto|tcp|-host-ip|0.0.0.0|-host-port|80|-container-ip|172.17.0.2
            ssh|-p2222|host
            postgres: checkpointer
            python3|-m|http.server|8000|--bind|127.0.0.1
            app|--bypass-cache|--compass=1|http://host:8080/path
            app|mailto:bob@example.org|ssh://git@example.org/x.git
            """)
    void leavesTheRest(String arguments) {
        assertThat(redact(arguments)).isEqualTo(arguments.replace('|', ' '));
    }

    @Test
    void hidesPropertiesThatSemicolonsSeparate() {
        assertThat(Redaction.redact(List.of("app", "jdbc:sqlserver://d:1;user=a;password=s3cret;x=y")))
                .isEqualTo("app jdbc:sqlserver://d:1;user=a;password=***;x=y");
    }

    @Test
    void cutsWhatIsLong() {
        assertThat(Redaction.redact(List.of("a".repeat(5_000)))).hasSize(FrameLimits.MAX_CMDLINE_CHARS);
        String faces = "a" + "\uD83D\uDE00".repeat(1_000);
        assertThat(Redaction.redact(List.of(faces))).hasSize(FrameLimits.MAX_CMDLINE_CHARS - 1);
        assertThat(Redaction.redact(List.of())).isEmpty();
    }

    /** Arguments of any bytes end in time, with what was asked to be hidden hidden. */
    @Test
    void survivesAnything() {
        Random random = new Random(7);
        String alphabet = "ab-='\":/@ \t.&;{}$\\p\u0007\u00e9";
        for (int i = 0; i < 5_000; i++) {
            String noise = random.ints(random.nextInt(60), 0, alphabet.length())
                    .mapToObj(at -> String.valueOf(alphabet.charAt(at)))
                    .collect(Collectors.joining());
            String shown = Redaction.redact(List.of("app", noise, "--password=s3cret", noise));
            assertThat(shown).doesNotContain("s3cret");
        }
        assertThat(Redaction.redact(List.of("://:".repeat(2_000), "pass".repeat(2_000), "\"'".repeat(4_000))))
                .hasSize(FrameLimits.MAX_CMDLINE_CHARS);
    }

    private static String redact(String arguments) {
        return Redaction.redact(Arrays.asList(arguments.split("\\|", -1)));
    }
}
