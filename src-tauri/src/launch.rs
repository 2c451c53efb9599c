//! From the command line to an open window: the host, the bots' door, then the window; and back again when one quits.

use std::net::{Ipv4Addr, SocketAddr};
use std::process::ExitCode;

use doors::{Reached, Running};
use host::{Host, HostOptions};
use rand::Rng;
use tauri::WindowEvent;
use tauri::async_runtime::{block_on, spawn};

use crate::args::Args;
use crate::attend::attend;
use crate::desk::{Desk, Wish};
use crate::menu::Zoom;
use crate::notices::Notices;
use crate::page::Page;
use crate::scheme::{SCHEME, Scheme};
use crate::tray::Tray;
use crate::{instance, menu, window};

/// Runs the console until somebody quits.
///
/// # Errors
/// A sentence that says what stood in the way and what to do.
pub fn console(args: &Args) -> Result<(), String> {
    let data = args
        .data()
        .ok_or("There is no home folder to keep data in. Say where with --data DIR.")?;
    let _tracing = host::tracing::start(&data).map_err(|error| {
        format!(
            "{} cannot be written ({error}). Choose another folder with --data DIR.",
            data.display()
        )
    })?;
    if block_on(instance::wake(&data)) {
        println!("It is open already: its window comes forward.");
        return Ok(());
    }
    let (host, bots) = block_on(open(
        HostOptions {
            anchors: args.anchor.clone(),
            ..HostOptions::new(data)
        },
        args.port,
    ))?;
    println!("Bots call http://{}", bots.bots);
    let title = if host.is_demo() {
        "OpenWeave Console – Demo"
    } else {
        "OpenWeave Console"
    };
    let page = Page::default();
    let router = doors::people(host.clone(), Reached::Window).merge(page.router());
    let scheme = Scheme::new(router, launch_secret());
    let shown = show(&host, scheme, page, title);
    block_on(async {
        bots.stop().await;
        host.shutdown().await;
    });
    shown
}

/// Says why the console did not start: in the terminal, and in a dialog where there is no terminal to read it.
pub fn failed(sentence: &str) -> ExitCode {
    eprintln!("{sentence}");
    if !std::io::IsTerminal::is_terminal(&std::io::stderr()) && !cfg!(feature = "automation") {
        rfd::MessageDialog::new()
            .set_level(rfd::MessageLevel::Error)
            .set_title("OpenWeave Console did not start")
            .set_description(sentence)
            .show();
    }
    ExitCode::FAILURE
}

/// The host on its folder, which nobody else has open, and the bots' door on loopback.
async fn open(options: HostOptions, port: u16) -> Result<(Host, Running), String> {
    let host = Host::open(options)
        .await
        .map_err(|error| error.to_string())?;
    match doors::serve(
        host.clone(),
        SocketAddr::from((Ipv4Addr::LOCALHOST, port)),
        None,
    )
    .await
    {
        Ok(bots) => Ok((host, bots)),
        Err(error) => {
            host.shutdown().await;
            Err(error.to_string())
        }
    }
}

fn show(host: &Host, scheme: Scheme, page: Page, title: &'static str) -> Result<(), String> {
    let (door, host) = (scheme.clone(), host.clone());
    let (wishes, wished) = tokio::sync::mpsc::unbounded_channel();
    let (closing, choosing) = (wishes.clone(), wishes.clone());
    let console = tauri::Builder::default()
        .register_asynchronous_uri_scheme_protocol(SCHEME, move |context, request, responder| {
            let (door, label) = (door.clone(), context.webview_label().to_owned());
            spawn(async move { responder.respond(door.answer(&label, request).await) });
        })
        .manage(Zoom::default())
        .menu(menu::build)
        .on_menu_event(move |app, event| menu::chosen(app, event.id().as_ref(), &choosing))
        .on_window_event(move |_, event| {
            if let WindowEvent::CloseRequested { api, .. } = event {
                api.prevent_close();
                drop(closing.send(Wish::Close));
            }
        })
        .setup(move |app| {
            window::open(app, &scheme, title)?;
            let (app, session) = (app.handle().clone(), scheme.session());
            spawn(async move {
                let again = wishes.clone();
                let (tray, notices) = (Tray::put(wishes.clone()).await, Notices::default());
                spawn(attend(host.clone(), session, tray.clone(), notices.clone(), wishes));
                let _listening = instance::listen(host.folder(), again).await;
                let desk = Desk { app, host, page, tray, notices };
                desk.serve(wished).await;
            });
            Ok(())
        })
        .build(tauri::generate_context!())
        .map_err(|error| format!("The window did not open ({error}). Where there is no display, `openweave serve` shows the console in a browser."))?;
    console.run_return(|_, _| {});
    Ok(())
}

/// 256 bits that only this launch knows.
fn launch_secret() -> String {
    let bytes: [u8; 32] = rand::rng().random();
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
