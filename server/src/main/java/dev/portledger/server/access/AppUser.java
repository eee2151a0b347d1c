package dev.portledger.server.access;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.UUID;

/** An account of somebody. */
@Entity
@Table(name = "app_user")
public class AppUser extends PanacheEntityBase {

    @Id
    @Column(name = "user_name")
    String userName;

    /** bcrypt in modular crypt format. */
    String password;

    /** Whose account it is; several accounts may be of one person. */
    UUID subject;

    boolean disabled;
}
