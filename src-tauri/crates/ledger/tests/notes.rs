//! What keys sign: checkpoints, decisions, rotations. One changed bit, and nobody has said it.
#![allow(clippy::unwrap_used)] // A test that cannot go on has failed.

use model::{DelegationId, Digest, RequestId, Timestamp, Verdict, WorkspaceId};
use openweave_ledger::{
    Checkpoint, DecisionStatement, Head, LedgerError, NOTE_BYTES_MAX, Origin, PublicKey,
    RotationStatement, SIZE_MAX, SecretKey, Signature, Signer, SnapshotStatement, Verifier,
};
use proptest::prelude::*;
use uuid::Uuid;

const HEAD: Head = Head {
    size: 81_204,
    root: [0xa5; 32],
};

fn key(seed: u8) -> SecretKey {
    SecretKey::from_seed(&[seed; 32])
}

fn workspace() -> Origin {
    Origin::Workspace(WorkspaceId::new(Uuid::from_u128(7)))
}

fn signer() -> Signer {
    Signer::new(workspace(), key(1))
}

#[test]
fn a_checkpoint_is_believed_by_who_knows_the_key() {
    let host = Signer::new(Origin::Host(Uuid::from_u128(7)), key(1));
    for signer in [signer(), host] {
        for size in [0, 1, SIZE_MAX] {
            let head = Head { size, ..HEAD };
            let opened = signer.verifier().open(signer.checkpoint(head).as_bytes());
            let origin = signer.verifier().origin;
            assert_eq!(opened, Ok(Checkpoint { origin, head }));
        }
    }
}

#[test]
fn a_verifier_reads_back_and_nothing_else_does() {
    let verifier = signer().verifier();
    let text = verifier.to_string();
    assert_eq!(text.parse::<Verifier>(), Ok(verifier));
    for bit in 0..text.len() * 8 {
        let mut bytes = text.clone().into_bytes();
        bytes[bit / 8] ^= 1 << (bit % 8);
        let read = std::str::from_utf8(&bytes).map(str::parse::<Verifier>);
        assert!(!matches!(read, Ok(Ok(_))), "bit {bit}");
    }
    for bad in [
        "",
        "+",
        "++",
        "openweave/x+00000000+AQ==",
        &text[1..],
        &text[..9],
    ] {
        assert!(bad.parse::<Verifier>().is_err());
    }
}

#[test]
fn a_note_with_any_bit_changed_is_refused() {
    let note = signer().checkpoint(HEAD).into_bytes();
    let verifier = signer().verifier();
    for bit in 0..note.len() * 8 {
        let mut changed = note.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        assert!(verifier.open(&changed).is_err(), "bit {bit}");
    }
    for end in 0..note.len() {
        assert!(verifier.open(&note[..end]).is_err(), "{end} bytes");
    }
}

#[test]
fn lines_by_others_are_passed_over_and_a_wrong_one_by_a_known_key_is_not() {
    let verifier = signer().verifier();
    let note = signer().checkpoint(HEAD);
    let line = |note: &str| note.rsplit_once("\n\n").unwrap().1.to_owned();
    let by_next_key = line(&Signer::new(workspace(), key(2)).checkpoint(HEAD));
    let of_another_head = line(&signer().checkpoint(Head { size: 1, ..HEAD }));
    let long = "— witness.example/w AAAAAAAAAAAAAAAAAAAAAAAA\n";
    let same_name = format!("— {} AAAAAAAA\n", workspace());

    let open = |note: &str| verifier.open(note.as_bytes()).map(|c| c.head);
    assert_eq!(
        open(&format!("{note}{by_next_key}{long}{same_name}")),
        Ok(HEAD)
    );
    assert_eq!(open(&format!("{note}{}", line(&note))), Ok(HEAD));
    assert_eq!(
        open(&format!("{note}{of_another_head}")),
        Err(LedgerError::Forged(workspace()))
    );
    let unsigned = note.replace(&line(&note), &by_next_key);
    assert_eq!(open(&unsigned), Err(LedgerError::NotSigned(workspace())));
}

#[test]
fn what_is_not_a_note_is_refused_by_what_it_lacks() {
    let note = signer().checkpoint(HEAD);
    let end = note.trim_end();
    for bad in [
        String::new(),
        "\n\n".to_owned(),
        note.replace("\n\n", "\n"),
        note.replace('—', "-"),
        note.replace("— ", "—"),
        end.to_owned(),
        format!("{note}\n"),
        format!("{note}— \n"),
        format!("{note}— name\n"),
        format!("{note}— name \n"),
        format!("{note}—  AAAAAAAA\n"),
        format!("{note}— name AAAAAA==\n"),
        format!("{note}— na+me AAAAAAAA\n"),
        format!("{note}— na\u{7}me AAAAAAAA\n"),
        format!("{note}— na\u{2003}me AAAAAAAA\n"),
        format!("{note}— name AAAAAAAB=\n"),
        note.replace('\n', "\r\n"),
        format!("{note}{}", "— w AAAAAAAA\n".repeat(NOTE_BYTES_MAX / 15)),
    ] {
        let refused = signer().verifier().open(bad.as_bytes());
        assert!(
            matches!(refused, Err(LedgerError::NotANote(_))),
            "{refused:?} {bad:.300}"
        );
    }
}

#[test]
fn a_key_does_not_sign_for_another_log() {
    let elsewhere = Origin::Workspace(WorkspaceId::new(Uuid::from_u128(8)));
    let note = Signer::new(elsewhere, key(1)).checkpoint(HEAD);
    let refused = signer().verifier().open(note.as_bytes());
    assert_eq!(refused, Err(LedgerError::NotSigned(workspace())));
}

fn decision() -> DecisionStatement {
    DecisionStatement {
        workspace: WorkspaceId::new(Uuid::from_u128(7)),
        request: RequestId::new(Uuid::from_u128(9)),
        verdict: Verdict::Approve,
        shown: Digest::of(b"shown"),
        reason: None,
        at: Timestamp::from_micros(1_772_442_845_123_456),
        under: None,
        reauthenticated: false,
    }
}

#[test]
fn a_decision_is_signed_with_all_that_makes_it_one() {
    let signature = decision().sign(&key(1));
    assert_eq!(decision().verify(&key(1).public(), &signature), Ok(()));
    let wrong = Err(LedgerError::SignatureWrong);
    let is = decision();
    let others = [
        DecisionStatement {
            workspace: WorkspaceId::new(Uuid::from_u128(6)),
            ..is
        },
        DecisionStatement {
            request: RequestId::new(Uuid::from_u128(8)),
            ..is
        },
        DecisionStatement {
            verdict: Verdict::Reject,
            ..is
        },
        DecisionStatement {
            shown: Digest::of(b"other"),
            ..is
        },
        DecisionStatement {
            reason: Some(Digest::new([0; 32])),
            ..is
        },
        DecisionStatement {
            verdict: Verdict::Changes,
            ..is
        },
        DecisionStatement {
            at: Timestamp::from_micros(0),
            ..is
        },
        DecisionStatement {
            under: Some(DelegationId::new(Uuid::from_u128(9))),
            ..is
        },
        DecisionStatement {
            reauthenticated: true,
            ..is
        },
    ];
    for other in others {
        assert_eq!(other.verify(&key(1).public(), &signature), wrong);
    }
    assert_eq!(is.verify(&key(2).public(), &signature), wrong);
    for bit in 0..512 {
        let mut bytes = *signature.bytes();
        bytes[bit / 8] ^= 1 << (bit % 8);
        let changed = Signature::from_bytes(bytes);
        assert_eq!(is.verify(&key(1).public(), &changed), wrong, "bit {bit}");
    }
}

#[test]
fn a_key_hands_over_only_with_both_signatures() {
    let (old, new) = (key(1), key(2));
    let rotation = RotationStatement {
        origin: workspace(),
        old: old.public(),
        new: new.public(),
        at: Timestamp::from_micros(5),
    };
    let (by_old, by_new) = (rotation.sign(&old), rotation.sign(&new));
    assert_eq!(rotation.verify(&by_old, &by_new), Ok(()));
    let wrong = Err(LedgerError::SignatureWrong);
    for (a, b) in [(&by_old, &by_old), (&by_new, &by_new), (&by_new, &by_old)] {
        assert_eq!(rotation.verify(a, b), wrong);
    }
    let later = RotationStatement {
        at: Timestamp::from_micros(6),
        ..rotation
    };
    assert_eq!(later.verify(&by_old, &by_new), wrong);
    let host = Origin::Host(Uuid::from_u128(7));
    let elsewhere = RotationStatement {
        origin: host,
        ..rotation
    };
    assert_eq!(elsewhere.verify(&by_old, &by_new), wrong);
    let nowhere = RotationStatement {
        new: old.public(),
        ..rotation
    };
    let twice = nowhere.sign(&old);
    assert_eq!(nowhere.verify(&twice, &twice), Err(LedgerError::SameKey));
}

#[test]
fn what_a_program_keeps_for_itself_is_believed_as_a_whole_and_by_its_own_key() {
    let kept = SnapshotStatement { digest: [3; 32] };
    let signature = kept.sign(&key(1));
    assert_eq!(kept.verify(&key(1).public(), &signature), Ok(()));
    let wrong = Err(LedgerError::SignatureWrong);
    assert_eq!(kept.verify(&key(2).public(), &signature), wrong);
    for bit in 0..256 {
        let mut digest = kept.digest;
        digest[bit / 8] ^= 1 << (bit % 8);
        let other = SnapshotStatement { digest };
        assert_eq!(other.verify(&key(1).public(), &signature), wrong);
    }
}

#[test]
fn keys_and_signatures_read_back_from_their_text() {
    let public = key(3).public();
    assert_eq!(public.to_string().parse::<PublicKey>(), Ok(public));
    assert_eq!(PublicKey::from_bytes(public.bytes()), Ok(public));
    let signature = decision().sign(&key(3));
    assert_eq!(signature.to_string().parse::<Signature>(), Ok(signature));
    for bad in ["", "A", &format!("{public}="), &signature.to_string()[1..]] {
        assert!(bad.parse::<PublicKey>().is_err() && bad.parse::<Signature>().is_err());
    }
}

proptest! {
    #[test]
    fn any_bytes_are_a_refused_note_and_no_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(signer().verifier().open(&bytes).is_err());
    }

    #[test]
    fn lines_put_together_at_random_are_refused(
        parts in prop::collection::vec(prop::sample::select(vec![
            "\n", "\n\n", "— ", "openweave/00000000-0000-0000-0000-000000000007", "81204", " ", "+",
            "paWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaU=", "AAAAAAAA",
        ]), 0..16),
    ) {
        prop_assert!(signer().verifier().open(parts.concat().as_bytes()).is_err());
        prop_assert!(parts.concat().parse::<Verifier>().is_err());
    }
}
